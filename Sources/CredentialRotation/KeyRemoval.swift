import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// Deletes a key that was seen; nil when it is gone. An answer that was lost is asked for again: such a key, where it isn't there, counts as
    /// deleted (§1a; §6, case 35).
    func remove(_ id: String, of rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyError? {
        let error = try await takeAway(id, of: rotation, signedBy: signer)
        return error == .notFound ? nil : error
    }

    /// Switches a key off where that can be, and deletes it; what the back end says of that.
    func takeAway(_ id: String, of rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyError? {
        if world.service.traits.canDeactivate {
            let result = try await asked { () async throws(AccessKeyError) in
                try await world.service.setActive(false, id: id, of: rotation.journal.user, signedBy: signer)
            }
            switch result {
            // Not the act that counts; and what one part of a back end does not find another may have.
            case .success, .failure(.unsupported), .failure(.denied), .failure(.notFound), .failure(.unusableAnswer): break
            case .failure(let error): return error
            }
        }
        let result = try await asked { () async throws(AccessKeyError) in
            try await world.service.delete(id: id, of: rotation.journal.user, signedBy: signer)
        }
        switch result {
        case .success: return nil
        case .failure(let error): return error
        }
    }

    /// When the key was last used; nil when the back end does not tell.
    func lastUse(of id: String, _ rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyUse? {
        guard world.service.traits.tellsLastUse else { return nil }
        let result = try await asked { () async throws(AccessKeyError) in try await world.service.lastUse(of: id, signedBy: signer) }
        switch result {
        case .success(let use): return use
        // Weak evidence anyway (§1a); a back end without that request has none.
        case .failure(.unsupported), .failure(.denied), .failure(.notFound): return nil
        case .failure(let error): throw stop(for: error, signedBy: signer, in: rotation)
        }
    }

    /// The places that are known to have the key.
    func places(ofKey id: String) throws(RotationStop) -> [String] {
        do {
            return try world.documents.uses(ofKey: id).places
        } catch {
            throw .conflict(error)
        }
    }
}
