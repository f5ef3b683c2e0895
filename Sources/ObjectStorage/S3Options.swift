package import SecretMemory

/// The options of an S3 remote that decide where requests go and how they are signed, as rclone reads them (rclone 1.75
/// `backend/s3/s3.go`).
package struct S3Options: Sendable {
    /// A role that rclone takes on with the keys that it has.
    package struct Role: Sendable, Equatable {
        package let arn: String
        package let sessionName: String?
        package let externalID: String?
        /// In seconds.
        package let duration: Int64?

        package init(arn: String, sessionName: String? = nil, externalID: String? = nil, duration: Int64? = nil) {
            self.arn = arn
            self.sessionName = sessionName
            self.externalID = externalID
            self.duration = duration
        }
    }

    /// `Other` when there is none.
    package let provider: String
    package let hasProvider: Bool
    package let isEnvironmentWanted: Bool
    package let accessKeyID: SecretSlice?
    package let secretAccessKey: SecretSlice?
    package let sessionToken: SecretSlice?
    package let region: String?
    package let endpoint: String?
    package let forcesPathStyle: Bool
    package let hasPathStyle: Bool
    package let isV2: Bool
    package let isAccelerated: Bool
    package let isDualStack: Bool
    package let isRequesterPays: Bool
    package let isDirectoryBucket: Bool
    package let profile: String?
    package let sharedCredentialsFile: String?
    package let role: Role?
    /// Nil leaves it to the provider.
    package let listVersion: Int?
    package let hasIBMKey: Bool
    /// For what a sync needs: the bucket is not made, objects are not asked for after an upload.
    package let isBucketCheckOff: Bool
    package let isHeadOff: Bool
    package let hasACL: Bool
    /// `server_side_encryption` and `sse_kms_key_id`, which each upload has as headers.
    package let serverSideEncryption: String?
    package let kmsKeyID: String?
    package let customerKey: S3CustomerKey?

    /// The keys of the environment count: both of the remote's own are empty.
    package var isEnvironmentUsed: Bool { isEnvironmentWanted && accessKeyID == nil && secretAccessKey == nil }

    /// - Parameter lookup: The effective value of an option. An empty one counts as none, as rclone's files have it.
    package init(_ lookup: (String) -> SecretSlice?) throws(S3ConfigurationError) {
        func slice(_ option: String) -> SecretSlice? { lookup(option).flatMap { $0.isEmpty ? nil : $0 } }
        func text(_ option: String) throws(S3ConfigurationError) -> String? {
            guard let value = slice(option) else { return nil }
            guard value.isValidUTF8 else { throw .notText(option: option) }
            return String(decoding: value.bytes, as: UTF8.self)
        }
        func flag(_ option: String, or other: Bool = false) throws(S3ConfigurationError) -> Bool {
            guard let text = try text(option) else { return other }
            guard let flag = Self.boolean(text) else { throw .notBoolean(option: option) }
            return flag
        }
        func hasValue(_ option: String) -> Bool { slice(option) != nil }

        let provider = try text("provider")
        self.provider = provider ?? "Other"
        hasProvider = provider != nil
        isEnvironmentWanted = try flag("env_auth")
        accessKeyID = slice("access_key_id")
        secretAccessKey = slice("secret_access_key")
        sessionToken = slice("session_token")
        region = try text("region")
        endpoint = try text("endpoint")
        forcesPathStyle = try flag("force_path_style", or: true)
        hasPathStyle = hasValue("force_path_style")
        isV2 = try flag("v2_auth")
        isAccelerated = try flag("use_accelerate_endpoint")
        isDualStack = try flag("use_dual_stack")
        isRequesterPays = try flag("requester_pays")
        isDirectoryBucket = try flag("directory_bucket")
        profile = try text("profile")
        sharedCredentialsFile = try text("shared_credentials_file")
        if let arn = try text("role_arn") {
            let duration = try text("role_session_duration")
            let seconds = duration.flatMap(Self.seconds)
            if duration != nil, seconds == nil { throw .notNumber(option: "role_session_duration") }
            role = Role(
                arn: arn, sessionName: try text("role_session_name"), externalID: try text("role_external_id"),
                duration: seconds == 0 ? nil : seconds)
        } else {
            role = nil
        }
        if let text = try text("list_version") {
            guard let version = Int(text) else { throw .notNumber(option: "list_version") }
            listVersion = version == 0 ? nil : version
        } else {
            listVersion = nil
        }
        hasIBMKey = hasValue("ibm_api_key") && hasValue("ibm_resource_instance_id")
        isBucketCheckOff = try flag("no_check_bucket")
        isHeadOff = try flag("no_head")
        hasACL = hasValue("acl") || hasValue("bucket_acl")
        func header(_ option: String) throws(S3ConfigurationError) -> String? {
            guard let text = try text(option) else { return nil }
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .headerText(option: option) }
            return text
        }
        serverSideEncryption = try header("server_side_encryption")
        kmsKeyID = try header("sse_kms_key_id")
        customerKey = try S3CustomerKey(slice)
        if hasValue("sts_endpoint") { throw .removedOption("sts_endpoint") }
    }

    /// Go's `strconv.ParseBool`.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }

    /// Durations of the units that roles have, and plain numbers, which rclone takes for seconds; 0 is its `off`.
    private static func seconds(_ text: String) -> Int64? {
        if text == "off" || text == "0" { return 0 }
        var total: Int64 = 0
        var number = ""
        for character in text {
            if character.isNumber {
                number.append(character)
                continue
            }
            let unit: Int64
            switch character {
            case "s": unit = 1
            case "m": unit = 60
            case "h": unit = 3_600
            case "d": unit = 86_400
            default: return nil
            }
            guard let count = Int64(number), count < 1_000_000 else { return nil }
            total += count * unit
            guard total < 1_000_000_000_000 else { return nil }
            number = ""
        }
        if number.isEmpty { return total }
        guard let count = Int64(number), count < 1_000_000_000 else { return nil }
        return total + count
    }
}
