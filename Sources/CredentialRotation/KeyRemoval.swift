import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// Switches a key off where that can be, and deletes it; nil when it is gone. An answer that was lost is asked for again: a key that
    /// isn't there counts as deleted (§6, case 35).
    func remove(_ id: String, of rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyError? {
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
        return try await delete(id, of: rotation, signedBy: signer)
    }

    func delete(_ id: String, of rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyError? {
        let result = try await asked { () async throws(AccessKeyError) in
            try await world.service.delete(id: id, of: rotation.journal.user, signedBy: signer)
        }
        switch result {
        case .success, .failure(.notFound): return nil
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
