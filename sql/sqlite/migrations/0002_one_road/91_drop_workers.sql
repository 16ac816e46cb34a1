-- Its rows live for seconds: whoever works writes them anew.
DROP TABLE workers
