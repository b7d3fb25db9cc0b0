"""What is shown is taken, each Output widget's apart, and nothing leaves the copy of the process."""

from __future__ import annotations

from nbkit.gate.widgets.capture import Capture, Publisher, Stream


def test_outputs_are_taken_place_by_place() -> None:
    capture = Capture()
    out, publisher = Stream("stdout", capture), Publisher(capture)
    print("left", 1, file=out)
    capture.enter(publisher)
    print("gone", file=out)
    publisher.clear_output(wait=True)
    sound = "data:audio/wav;base64," + "A" * 5000
    publisher.publish({"text/plain": "5", "image/png": "pixels", "text/html": f"<audio src='{sound}'>"})
    assert capture.leave(ValueError, ValueError("no")) is True
    assert capture.leave.__doc__ and not Capture().leave()
    print("right", file=out)
    page = "<audio src='data:audio/wav;base64,… (5007 characters)'>"
    assert capture.take() == [
        {"output_type": "stream", "name": "stdout", "text": "left 1\nright\n"},
        {"output_type": "display_data", "data": {"text/plain": "5", "text/html": page}, "metadata": {}},
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []},
    ]
    assert capture.take() == []
