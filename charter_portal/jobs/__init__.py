"""Jobs: work too slow for a page, asked for in a transaction and done by the worker.

Owns the table `job`. Upper slices say which kinds they handle; this slice keeps the queue, the lease,
the retries and the worker's round, which also takes out the mail. Floor 2.
"""
