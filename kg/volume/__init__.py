"""Many articles: in several processes, on a cluster, as they appear."""
