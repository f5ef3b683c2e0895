import CredentialRotation

extension Failure {
    /// Why a rotation does not begin; nothing was changed.
    static func of(_ refusal: RotationRefusal) -> Failure {
        switch refusal {
        case .temporary: Failure("RC8516", exit: 3, "the key is a temporary one", fix: "a file keeps the key of a user; temporary ones end by themselves")
        case .root:
            Failure(
                "RC8516", exit: 3, "the key is one of the account's root, which rcsops does not rotate",
                fix: "make a user with the rights that the remote needs, and give it that user's key")
        case .listForbidden(let action):
            Failure(
                "RC8513", exit: 5, "the key that signs may not do " + action + ", and without a list a key whose answer is lost can't be found",
                fix: "allow it, or sign with another pair: --admin-remote NAME. Nothing was done")
        case .limitReached(let ids): .of(RotationStop.limitReached(ids: ids))
        case .clockSkew(let seconds):
            Failure(
                "RC8515", exit: 6, "this machine's clock and the server's differ by \(abs(seconds)) seconds",
                fix: "set the clock (timedatectl); dates of a rotation hang on it. Nothing was done")
        case .remoteUnknown(let error): .of(RotationStop.remoteUnknown(error))
        case .oldKeyUnknown:
            Failure(
                "RC8518", exit: 3, "the key in the file is none of those that the user has",
                fix: "name the user by --user, or the place where the key is from by --source and --iam-endpoint")
        case .oldKeyInactive:
            Failure("RC8518", exit: 3, "the key in the file is switched off", fix: "switch it on, so that there is one to go back to; nothing was done")
        case .noUse: Failure("RC8501", exit: 3, "no file has the key", fix: "name a file with access_key_id and secret_access_key in it")
        case .noTarget: Failure("RC8511", exit: 3, "nothing tells where the new key can be tried", fix: "give --verify-endpoint https://HOST")
        case .givenPairIsOld: Failure("RC8506", exit: 64, "the pair that was given is the old one", fix: "make a new key, and give its id and its secret")
        case .givenIDIsOld:
            Failure(
                "RC8506", exit: 64, "the pair that was given has the id of the old one",
                fix: "make a new key first; a provider that keeps the id and changes the secret has no time in which both work")
        case .givenPairUnusable:
            Failure(
                "RC8506", exit: 64, "the pair that was given can't be kept in an rclone.conf",
                fix: "give two lines, the id and the secret, or {\"AccessKeyId\": \"…\", \"SecretAccessKey\": \"…\"}")
        }
    }
}
