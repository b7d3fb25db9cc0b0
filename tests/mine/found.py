"""Results as chapter 19 stores them."""

REPORT = {
    "made": "2026-11-29T20:00:00Z",
    "data": {
        "name": "leaves.csv",
        "fingerprint": "f",
        "rows": 984,
        "groups": 240,
        "classes": {"brown": 218, "green": 766},
        "features": 7,
        "shape": [],
        "notes": ["line 741: chlorophyll 388 cannot be: it counts as missing"],
    },
    "parts": {"learn": [588, 144], "choose": [198, 48], "test": [198, 48]},
    "question": "Brown <in August>?",
    "measure": "balanced accuracy",
    "scores": {"most frequent": 0.5, "network": 0.7971},
    "network": "7-8-2, ReLU",
    "curve": {"epoch": [1, 2, 3], "seen": [0.7, 0.5, 0.3], "unseen": [0.7, 0.6, 0.55]},
    "confusion": [[44, 4], [41, 109]],
    "score": 0.8217,
    "interval": [0.73, 0.9],
    "not_tried": ["another summer"],
}
ONCE = {"opened": {"f": [{"at": "2026", "score": 0.8217}]}, "report": REPORT}
