"""Where the frozen app begins."""

import multiprocessing

from salesplanner.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # rare workbooks are read in a child process
    main()
