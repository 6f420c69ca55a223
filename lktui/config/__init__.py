"""Where settings and credentials come from: flags, environment, config.toml, lk's file; used by `cli` alone."""
