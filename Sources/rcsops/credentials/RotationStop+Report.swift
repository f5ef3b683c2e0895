import CredentialRotation
import ObjectStorage

extension RotationStop {
    /// True where a later resume may get further without anybody's doing.
    var mayPass: Bool {
        switch self {
        case .remoteUnknown(let error): error.mayPass
        case .decision(.notVerified), .conflict(.changing), .unconfirmed, .interrupted: true
        default: false
        }
    }

    /// What it knows itself of an answer, where no server was listened to: of a program.
    var ownRefusal: RefusedAnswer? {
        guard case .remoteUnknown(let error) = self else { return nil }
        switch error {
        case .unavailable(let status, let code), .refused(let status, let code): return RefusedAnswer(status: status, code: code, requestID: nil)
        case .unknownSigner(let code), .busy(let code): return RefusedAnswer(status: 0, code: code, requestID: nil)
        default: return nil
        }
    }
}

extension AccessKeyError {
    /// True where the same request may be answered in another way later.
    var mayPass: Bool {
        switch self {
        case .noAnswer, .unusableAnswer, .unavailable, .notReached, .busy: true
        default: false
        }
    }
}
