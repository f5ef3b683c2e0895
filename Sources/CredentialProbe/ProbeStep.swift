/// A question to the server. The names stand in reports and keep their meaning.
package enum ProbeStep: String, Sendable, CaseIterable {
    /// HEAD of the target, unsigned.
    case anon
    /// HEAD of the target with the remote's keys.
    case signed
    /// The same with a secret that is surely wrong.
    case control
    /// The same with an access key that surely does not exist.
    case akid
    /// HEAD of a bucket that surely does not exist, with the remote's keys.
    case nobucket
    /// HEAD of an object: a named one, or one that surely does not exist.
    case object
    /// GET of a list, since only GET's answers hold the server's own error code.
    case explain
    /// A part of an upload that does not exist: the right to write is asked, and nothing is written.
    case writePart = "write_part"
    /// The end of an upload that does not exist.
    case writeAbort = "write_abort"
    /// GET of the bucket's object lock, before anything is written.
    case writeLock = "write_lock"
    /// HEAD before a PUT without a condition.
    case writeLook = "write_look"
    case writePut = "write_put"
    case writeHead = "write_head"
    case writeGet = "write_get"
    case writeDelete = "write_delete"

    /// Sent again after a reset or a server's own trouble: not those whose meaning is to fail, nor what changes something.
    var isRetried: Bool {
        switch self {
        case .anon, .signed, .object, .explain, .writePart, .writeAbort, .writeLook, .writeLock, .writeHead, .writeGet, .writeDelete: true
        case .control, .akid, .nobucket, .writePut: false
        }
    }
}
