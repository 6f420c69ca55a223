"""From the domain to cells of text, pure: what values look like, how wide they are, what a stranger's text may do."""
