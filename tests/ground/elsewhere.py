"""A system without what only POSIX has: taken from Python as it begins, by a text that stands as `sitecustomize`."""

from tests.config.test_house_rules import ROOMS

# Our files cannot import the modules; the names are there for nobody. A process is killed there by ending it and
# begun anew, not split. SIGHUP stays: the web server goes by the name of the system, which is still ours.
WITHOUT_POSIX = f"""
import builtins, multiprocessing, os, signal, subprocess
multiprocessing.set_start_method("spawn", force=True)
whole = builtins.__import__
def without(name, globals=None, *rest, **named):
    ours = (globals or {{}}).get("__name__", "").partition(".")[0] in {ROOMS!r}
    if ours and name in ("fcntl", "resource", "pwd", "grp", "termios", "syslog", "select"):
        raise ImportError(name)
    return whole(name, globals, *rest, **named)
builtins.__import__ = without
subprocess.Popen.kill = subprocess.Popen.terminate
for name in ("fork", "forkpty", "killpg", "setsid", "getpgid", "nice",
             "mkfifo", "fchmod", "sched_getaffinity", "posix_fadvise"):
    hasattr(os, name) and delattr(os, name)
for name in ("SIGKILL", "SIGXCPU", "SIGBUS", "SIGUSR1", "SIGUSR2", "SIGALRM"):
    hasattr(signal, name) and delattr(signal, name)
"""
