"""What lktui's exit codes mean: the one table, from which the help and the README are made."""

FINE = 0
FAILED = 1
WRONG_USAGE = 2
MATCHED = 3
INTERRUPTED = 130  # as a shell tells of SIGINT
TERMINATED = 143  # and of SIGTERM

MEANINGS = (
    (FINE, "fine"),
    (FAILED, "the API refused or failed; `doctor` found something that fails"),
    (WRONG_USAGE, "wrong usage or settings"),
    (MATCHED, "a session matches `--fail-if`"),
    (INTERRUPTED, "interrupted"),
    (TERMINATED, "ended by SIGTERM; 129 by SIGHUP"),
)
