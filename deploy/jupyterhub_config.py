"""JupyterHub for a class on one machine: accounts of the machine, a JupyterLab and a copy of the course for each."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(os.environ.get("BY_HAND_HOME", "/opt/by-hand"))  # setup.sh has filled it
COURSE = HOME / "student"  # the students' edition: no solution can be read in it
BIN = Path(sys.executable).parent

c = get_config()  # noqa: F821

c.JupyterHub.bind_url = os.environ.get("BY_HAND_URL", "http://:8000")
c.JupyterHub.db_url = f"sqlite:///{HOME / 'hub' / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HOME / "hub" / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(HOME / "hub" / "proxy.pid")
c.ConfigurableHTTPProxy.command = [str(HOME / "node" / "bin" / "configurable-http-proxy")]
c.JupyterHub.cleanup_servers = False  # who is at work stays at work while the hub restarts
c.JupyterHub.concurrent_spawn_limit = 10
c.JupyterHub.shutdown_on_logout = False

# Accounts are the machine's own: users.sh makes them. Only members of this group may come in.
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {"students", "instructors"}
c.Authenticator.admin_users = set(os.environ.get("BY_HAND_ADMINS", "instructor").split(","))
c.PAMAuthenticator.open_sessions = False

# With systemd each server has limits of its own; without it (in a container) the container has them.
WITH_SYSTEMD = Path("/run/systemd/system").is_dir()
c.JupyterHub.spawner_class = "systemd" if WITH_SYSTEMD else "simple-local"
if WITH_SYSTEMD:
    c.SystemdSpawner.isolate_tmp = True
    c.SystemdSpawner.disable_user_sudo = True
else:
    c.JupyterHub.spawner_class = "localprocess"
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 2.0
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab/tree/course/00_start_here.ipynb"
c.Spawner.notebook_dir = "~"
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.Spawner.environment = {
    "OPENBLAS_NUM_THREADS": "1",  # thirty people share the cores
    "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
}


def give_the_course(spawner):
    """Copy what is new in the course into the student's folder, as the student; no file of theirs is touched."""
    source, target = COURSE / "course", f"/home/{spawner.user.name}/course"
    command = ["cp", "--recursive", "--no-clobber", "--no-preserve=mode,ownership", f"{source}/.", target]
    as_student = ["runuser", "-u", spawner.user.name, "--"]
    subprocess.run([*as_student, "mkdir", "-p", target], check=True, timeout=60)
    subprocess.run([*as_student, *command], check=True, timeout=120)


c.Spawner.pre_spawn_hook = give_the_course

# A server that nobody has used for an hour is ended: its memory goes to those who work.
c.JupyterHub.load_roles = [
    {"name": "idle", "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"], "services": ["idle"]}
]
c.JupyterHub.services = [
    {"name": "idle", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]}
]
