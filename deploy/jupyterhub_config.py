"""JupyterHub for a class on one machine: its own accounts, a JupyterLab and a copy of the course for each.

`setup.sh` copies this file to /opt/by-hand/hub, where it is yours to change.
"""

import asyncio
import os
import sys
from pathlib import Path

HOME = Path(os.environ.get("BY_HAND_HOME", "/opt/by-hand"))  # setup.sh has filled it
COURSE = HOME / "student" / "course"  # the students' edition: no solution can be read in it
BIN = Path(sys.executable).parent
WITH_SYSTEMD = Path("/run/systemd/system").is_dir()

c = get_config()  # noqa: F821

c.JupyterHub.bind_url = os.environ.get("BY_HAND_URL", "http://:8000")
c.JupyterHub.db_url = f"sqlite:///{HOME / 'hub' / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HOME / "hub" / "cookie_secret")
c.JupyterHub.pid_file = str(HOME / "hub" / "hub.pid")
c.ConfigurableHTTPProxy.pid_file = str(HOME / "hub" / "proxy.pid")
c.ConfigurableHTTPProxy.command = [str(HOME / "node" / "bin" / "configurable-http-proxy")]
c.JupyterHub.cleanup_servers = False  # who is at work stays at work while the hub restarts
c.JupyterHub.concurrent_spawn_limit = 10  # a class that comes in at nine starts ten by ten

# Passwords go over the network: with a certificate here, the address is https.
CERTIFICATE, KEY = HOME / "hub" / "cert.pem", HOME / "hub" / "key.pem"
if CERTIFICATE.exists():
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = str(CERTIFICATE), str(KEY)

# users.sh makes accounts of the machine in these two groups; nobody else may come in.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allow_all = False
c.PAMAuthenticator.allowed_groups = {"students", "instructors"}
c.PAMAuthenticator.admin_groups = {"instructors"}
c.PAMAuthenticator.open_sessions = False

# With systemd each server is a unit of its own, with limits of its own. Without it, nothing holds the limits.
c.JupyterHub.spawner_class = "systemd" if WITH_SYSTEMD else "localprocess"
if WITH_SYSTEMD:
    c.SystemdSpawner.isolate_tmp = True
    c.SystemdSpawner.disable_user_sudo = True
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 2.0
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/course/00_start_here.ipynb"
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(HOME / "etc"),  # where nbgrader learns of the exchange
    "OPENBLAS_NUM_THREADS": "1",  # thirty people share the cores
    "OMP_NUM_THREADS": "1",
    "MALLOC_TRIM_THRESHOLD_": "131072",  # what a kernel lets go of goes back to the machine
    "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
}


async def give_course(spawner):
    """Copy what is new in the course to the student, as the student; a server starts in any case."""
    name = spawner.user.name
    target = Path(f"~{name}").expanduser() / "course"
    command = ["runuser", "-u", name, "--", sys.executable, "-I", str(HOME / "etc" / "give_course.py")]
    told = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, str(COURSE), str(target), stderr=told)
    try:
        _, said = await asyncio.wait_for(process.communicate(), timeout=60)
    except asyncio.TimeoutError:
        process.kill()
        said = b"it took more than a minute"
    if process.returncode:
        spawner.log.error("%s: %s", name, said.decode(errors="replace").strip())


c.Spawner.pre_spawn_hook = give_course

# A server that nobody has used for an hour is ended: its memory goes to those who work. Files stay.
c.JupyterHub.load_roles = [
    {
        "name": "idle",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle"],
    }
]
c.JupyterHub.services = [
    {"name": "idle", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]}
]
