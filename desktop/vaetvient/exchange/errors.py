"""What can be wrong with a file, as a whole or from a line on."""

from __future__ import annotations

import errno
from typing import ClassVar

from vaetvient.domain.errors import EnvironmentFaultError, RefusedError
from vaetvient.language import N_, _

_REASONS = {
    errno.ENOSPC: N_("il n'y a plus de place sur le disque"),
    errno.EDQUOT: N_("il n'y a plus de place sur le disque"),
    errno.EACCES: N_("vous n'en avez pas le droit"),
    errno.EPERM: N_("vous n'en avez pas le droit"),
    errno.EROFS: N_("le support est protégé"),
    errno.ENAMETOOLONG: N_("son nom est trop long"),
    errno.EIO: N_("le support ne répond plus"),
    errno.ENODEV: N_("le support ne répond plus"),
    errno.EFBIG: N_("il est trop gros pour ce support"),
}


def reason_of(error: Exception) -> str:
    """Why the system refused a file, in a volunteer's words."""
    number = getattr(error, "errno", None)
    if number in _REASONS:
        return _(_REASONS[number])
    return getattr(error, "strerror", None) or str(error)


class FileMissingError(EnvironmentFaultError):
    code: ClassVar[str] = "file_missing"
    text: ClassVar[str] = N_("Le fichier {path} n'existe pas.")
    way_out: ClassVar[str] = N_("Vérifiez son nom, et que la clé est toujours branchée.")


class FolderGivenError(EnvironmentFaultError):
    code: ClassVar[str] = "folder_given"
    text: ClassVar[str] = N_("{path} est un dossier, pas un fichier.")


class FileUnreadableError(EnvironmentFaultError):
    code: ClassVar[str] = "file_unreadable"
    text: ClassVar[str] = N_("Le fichier {path} ne peut pas être lu : {why}.")


class FileUnwritableError(EnvironmentFaultError):
    code: ClassVar[str] = "file_unwritable"
    text: ClassVar[str] = N_("Impossible d'écrire {path} : {why}.")
    way_out: ClassVar[str] = N_("Choisissez un autre dossier, ou libérez de la place.")


class FolderMissingError(EnvironmentFaultError):
    code: ClassVar[str] = "folder_missing"
    text: ClassVar[str] = N_("Le dossier {path} n'existe pas.")
    way_out: ClassVar[str] = N_("Créez-le, ou choisissez-en un autre.")


class FileRefusedError(RefusedError):
    """A file that can be read, and in which there is nothing to take as it is."""

    code: ClassVar[str] = "file_refused"


class FileTooLargeError(FileRefusedError):
    code: ClassVar[str] = "file_too_large"
    text: ClassVar[str] = N_("Le fichier {path} pèse plus de {most} Mo.")
    way_out: ClassVar[str] = N_("Coupez-le en plusieurs, chacun avec la ligne d'en-têtes.")


class FileEmptyError(FileRefusedError):
    code: ClassVar[str] = "file_empty"
    text: ClassVar[str] = N_("Le fichier {path} est vide.")


class OnlyHeaderError(FileRefusedError):
    code: ClassVar[str] = "only_header"
    text: ClassVar[str] = N_("Le fichier {path} n'a qu'une ligne d'en-têtes : rien à importer.")


class NotTextError(FileRefusedError):
    code: ClassVar[str] = "not_text"
    text: ClassVar[str] = N_("Le fichier {path} n'est pas un fichier de texte (ligne {line}).")
    way_out: ClassVar[str] = N_("Depuis un tableur, enregistrez-le au format CSV.")


class MixedEncodingError(FileRefusedError):
    code: ClassVar[str] = "mixed_encoding"
    text: ClassVar[str] = N_("La ligne {line} de {path} a des caractères illisibles.")
    way_out: ClassVar[str] = N_("Corrigez-la, ou enregistrez tout le fichier en UTF-8.")


class CellTooLongError(FileRefusedError):
    code: ClassVar[str] = "cell_too_long"
    text: ClassVar[str] = N_(
        "Une case de {path} n'en finit pas (elle commence vers la ligne {line})."
    )
    way_out: ClassVar[str] = N_("Il y manque sans doute un guillemet fermant.")


class QuotesError(FileRefusedError):
    code: ClassVar[str] = "quotes"
    text: ClassVar[str] = N_("Les guillemets de la ligne {line} de {path} ne vont pas par deux.")
    way_out: ClassVar[str] = N_("Corrigez cette ligne, ou enregistrez à nouveau depuis un tableur.")


class MissingColumnsError(FileRefusedError):
    code: ClassVar[str] = "missing_columns"
    text: ClassVar[str] = N_("Le fichier {path} n'a pas les colonnes attendues : {found}.")
    way_out: ClassVar[str] = N_("Sa première ligne doit en nommer au moins une de : {needed}.")


class PasswordNeededError(FileRefusedError):
    code: ClassVar[str] = "password_needed"
    text: ClassVar[str] = N_("Le fichier {path} est protégé par un mot de passe.")
    way_out: ClassVar[str] = N_("Ouvrez-le dans un tableur, et enregistrez-le sans mot de passe.")


class WorkbookDamagedError(FileRefusedError):
    code: ClassVar[str] = "workbook_damaged"
    text: ClassVar[str] = N_("Le fichier {path} est abîmé, ou n’est pas un classeur.")
    way_out: ClassVar[str] = N_("Ouvrez-le dans un tableur et enregistrez-le à nouveau.")


class SwollenFileError(FileRefusedError):
    code: ClassVar[str] = "swollen_file"
    text: ClassVar[str] = N_("Une fois ouvert, {path} prendrait toute la mémoire : il est refusé.")
    way_out: ClassVar[str] = N_("S’il est sûr, enregistrez-le au format CSV depuis un tableur.")


class SheetTooLargeError(FileRefusedError):
    code: ClassVar[str] = "sheet_too_large"
    text: ClassVar[str] = N_(
        "Une feuille de {path} est trop grande : {rows} lignes sur {columns} colonnes."
    )
    way_out: ClassVar[str] = N_(
        "Effacez ce qui est loin du tableau, ou enregistrez la feuille au format CSV."
    )


class SheetMissingError(FileRefusedError):
    code: ClassVar[str] = "sheet_missing"
    text: ClassVar[str] = N_("Le fichier {path} n’a pas de feuille « {sheet} ».")


class NoCardError(FileRefusedError):
    code: ClassVar[str] = "no_card"
    text: ClassVar[str] = N_("Le fichier {path} n’a aucune carte de visite.")


class JsonDamagedError(FileRefusedError):
    code: ClassVar[str] = "json_damaged"
    text: ClassVar[str] = N_("La ligne {line} de {path} n’est pas du JSON.")
    way_out: ClassVar[str] = N_("Exportez-le à nouveau depuis le programme d’où il vient.")


class NoListError(FileRefusedError):
    code: ClassVar[str] = "no_list"
    text: ClassVar[str] = N_("Il n’y a aucune liste de fiches dans {path}.")


class NotAListError(FileRefusedError):
    code: ClassVar[str] = "not_a_list"
    text: ClassVar[str] = N_("{path} est un fichier {kind} : il n’y a pas de liste à y lire.")
    way_out: ClassVar[str] = N_("Il faut un tableau (CSV, XLSX, ODS), des cartes (VCF) ou du JSON.")


class ProfileDamagedError(FileRefusedError):
    code: ClassVar[str] = "profile_damaged"
    text: ClassVar[str] = N_("Le profil {path} ne peut pas être lu : {why}.")


class ProfileMissingError(FileRefusedError):
    code: ClassVar[str] = "profile_missing"
    text: ClassVar[str] = N_("Il n’y a pas de profil « {name} ».")
    way_out: ClassVar[str] = N_("Il y a : {known}.")


class ColumnMissingError(FileRefusedError):
    code: ClassVar[str] = "column_missing"
    text: ClassVar[str] = N_("Le fichier n’a pas de colonne « {name} ».")
    way_out: ClassVar[str] = N_("Il a : {found}.")


class FieldUnknownError(FileRefusedError):
    code: ClassVar[str] = "field_unknown"
    text: ClassVar[str] = N_("Il n’y a pas de champ « {name} ».")
    way_out: ClassVar[str] = N_("Il y a : {known}.")
