/// A key as a list shows it.
package struct AccessKeyRecord: Sendable, Equatable {
    package let id: String
    package let isActive: Bool
    /// In seconds since 1970.
    package let created: Int64?
    /// Whose it is, where that is not the user who was asked for: a subuser, whose keys a list shows among the user's own.
    package let otherUser: String?

    package init(id: String, isActive: Bool, created: Int64? = nil, otherUser: String? = nil) {
        self.id = id
        self.isActive = isActive
        self.created = created
        self.otherUser = otherUser
    }
}

package struct AccessKeyList: Sendable, Equatable {
    package let keys: [AccessKeyRecord]
    /// The server's clock when it answered, in seconds since 1970.
    package let serverTime: Int64?

    package init(keys: [AccessKeyRecord], serverTime: Int64? = nil) {
        self.keys = keys
        self.serverTime = serverTime
    }
}

package struct AccessKeyOwner: Sendable, Equatable {
    package enum Kind: Sendable, Equatable { case user, root, temporary, unknown }

    package let kind: Kind
    /// Without the path that AWS may put before it.
    package let user: String?
    package let account: String?
    package let arn: String?
    /// The server's clock when it answered, in seconds since 1970.
    package let serverTime: Int64?

    package init(kind: Kind, user: String?, account: String? = nil, arn: String? = nil, serverTime: Int64? = nil) {
        self.kind = kind
        self.user = user
        self.account = account
        self.arn = arn
        self.serverTime = serverTime
    }
}

package struct AccessKeyUse: Sendable, Equatable {
    /// In seconds since 1970; nil for a key that was never used.
    package let date: Int64?
    package let service: String?
    package let region: String?

    package init(date: Int64?, service: String? = nil, region: String? = nil) {
        self.date = date
        self.service = service
        self.region = region
    }
}
