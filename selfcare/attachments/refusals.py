"""Why a file is not taken. Each sentence names the file and says what to do."""

from flask_babel import lazy_gettext as _l

from selfcare.errors import RuleBroken


class FileRefused(RuleBroken):
    """A file that we do not take."""

    message = _l("We cannot take the file “{name}”.")


class Empty(FileRefused):
    """Nothing in it."""

    message = _l("“{name}” is empty. Choose it again, or send another file.")


class TooLarge(FileRefused):
    """More than we keep."""

    message = _l("“{name}” is larger than {most} MB. Send a smaller one.")


class TooManyFiles(FileRefused):
    """More than a form takes."""

    message = _l("At most {most} files at once. Send the rest in another message.")


class StrangeName(FileRefused):
    """A path, or a name without a beginning."""

    message = _l("The name “{name}” is not the name of a file. Rename it and send it again.")


class TwoKinds(FileRefused):
    """A picture that was a program before, by its name."""

    message = _l("“{name}” has two endings, as dangerous files do. Rename it and send it again.")


class UnknownKind(FileRefused):
    """None of the kinds we take."""

    message = _l("“{name}” is not a PDF, JPG, PNG, HEIC or DOCX file. Send it as one of these.")


class OtherInside(FileRefused):
    """Name and content do not agree, or nobody can read it."""

    message = _l("“{name}” is not what its name says, or it is damaged. Save it again and send it once more.")


class TooManyPixels(FileRefused):
    """A small file that unpacks into a picture as large as a field."""

    message = _l("The picture “{name}” is larger than {most} megapixels. Send a smaller one.")


class ActiveContent(FileRefused):
    """It could run, hide something, or cannot be looked into."""

    message = _l("“{name}” holds a program, another file or a password. Save it as a plain PDF and send it again.")


class UnpacksTooLarge(FileRefused):
    """A bomb."""

    message = _l("“{name}” unpacks to far more than its size. Save it again and send it once more.")


class Infected(FileRefused):
    """The virus scanner said so."""

    message = _l("A virus scanner found something dangerous in “{name}”. Check your device.")
