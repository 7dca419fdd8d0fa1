"""``python -m asyncapi_pygen`` is the command ``asyncapi-pygen``."""

import gc

from asyncapi_pygen.cli import main


def run() -> None:
    """Run the command line in a process of its own.

    What a run makes is kept until it ends, so that looking for garbage finds next to none and takes
    a fifth of the time of a large document.
    """
    gc.disable()
    try:
        main()
    finally:
        gc.freeze()  # Python looks for garbage once more when it ends


if __name__ == "__main__":
    run()
