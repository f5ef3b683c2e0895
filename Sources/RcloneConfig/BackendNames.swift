/// The backends of rclone 1.75, as `type` names them (`rclone config providers`).
package enum BackendNames {
    package static let all: [String] = [
        "alias", "archive", "azureblob", "azurefiles", "b2", "box", "cache", "chunker", "cloudinary", "combine",
        "compress", "crypt", "doi", "drime", "drive", "dropbox", "fichier", "filefabric", "filelu", "filen",
        "filescom", "ftp", "gofile", "google cloud storage", "google photos", "hasher", "hdfs", "hidrive", "http",
        "huaweidrive", "iclouddrive", "imagekit", "internetarchive", "internxt", "jottacloud", "koofr", "linkbox",
        "local", "mailru", "mega", "memory", "netstorage", "onedrive", "opendrive", "oracleobjectstorage", "pcloud",
        "pikpak", "pixeldrain", "premiumizeme", "protondrive", "putio", "qingstor", "quatrix", "s3", "seafile",
        "sftp", "shade", "sharefile", "sia", "smb", "storj", "sugarsync", "swift", "tardigrade", "ulozto", "union",
        "webdav", "yandex", "zoho",
    ]
}
