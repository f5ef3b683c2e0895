package import AWSSigning

/// Why a remote's options lead to no request. Each names the option; none holds its value.
package enum S3ConfigurationError: Error, Sendable, Equatable {
    /// Not one of Go's words for true and false: rclone doesn't start.
    case notBoolean(option: String)
    case notNumber(option: String)
    case notText(option: String)
    /// One key of the pair is missing: rclone stops.
    case missingKey(option: String)
    case accessKeyID(AccessKeyID.Fault)
    case sessionToken
    /// An option that rclone refuses, whatever it says.
    case removedOption(String)
    case endpoint(EndpointFault)
    /// Region text that rclone's SDK refuses.
    case region
    /// A region that can't be a part of a host's name.
    case regionInHost
    /// A bucket that is no part of a path: empty, `.`, `..`, with a slash or a control byte.
    case bucket
    /// `v2_auth` where the bucket is in the host's name, which rclone's signature leaves out.
    case v2NeedsPathStyle
    /// `v2_auth` takes its keys from the options alone.
    case v2WithoutKeys
    /// An endpoint, and an option that only makes sense for Amazon's own.
    case endpointWith(option: String)
    /// A bucket that can't be in a host's name.
    case accelerateBucket
    case accelerateRegion
    case accelerateFIPS
    case fipsRegion
    /// `sse_customer_key` and `sse_customer_key_base64`: rclone refuses both together.
    case customerKeyTwice
    /// `sse_customer_key_base64` is no base64: rclone refuses it.
    case customerKeyEncoding
    /// Bytes that a header's value can't have.
    case headerText(option: String)
    case unsupported(Feature)

    package typealias EndpointFault = EndpointURL.Fault

    package enum Feature: String, Sendable, Equatable {
        /// S3 Express: session credentials, and another service in the signature.
        case directoryBucket = "directory buckets"
        /// A bucket named by an ARN; Multi-Region ones are signed with SigV4A.
        case accessPoint = "access points by ARN"
        case outpost = "access points of Outposts"
        /// `v2_auth` of IBMCOS with an API key means bearer tokens.
        case ibmIAM = "IBM IAM"
    }

    /// The probe's word for it.
    package var diagnosis: String {
        switch self {
        case .notBoolean, .notNumber, .notText, .missingKey, .accessKeyID, .sessionToken, .removedOption, .endpoint, .region, .regionInHost,
            .bucket, .customerKeyEncoding, .headerText:
            "config_invalid"
        case .v2NeedsPathStyle, .v2WithoutKeys, .endpointWith, .accelerateBucket, .accelerateRegion, .accelerateFIPS, .fipsRegion,
            .customerKeyTwice:
            "config_conflict"
        case .unsupported: "unsupported_feature"
        }
    }

    /// The option that has to change.
    package var option: String {
        switch self {
        case .notBoolean(let option), .notNumber(let option), .notText(let option), .missingKey(let option), .removedOption(let option),
            .endpointWith(let option), .headerText(let option):
            option
        case .accessKeyID: "access_key_id"
        case .sessionToken: "session_token"
        case .endpoint: "endpoint"
        case .region, .regionInHost, .accelerateRegion, .fipsRegion: "region"
        case .bucket: "bucket"
        case .v2NeedsPathStyle, .v2WithoutKeys: "v2_auth"
        case .accelerateBucket, .accelerateFIPS: "use_accelerate_endpoint"
        case .customerKeyTwice, .customerKeyEncoding: "sse_customer_key_base64"
        case .unsupported(.directoryBucket): "directory_bucket"
        case .unsupported(.accessPoint), .unsupported(.outpost): "bucket"
        case .unsupported(.ibmIAM): "v2_auth"
        }
    }

    package var cause: String {
        switch self {
        case .notBoolean(let option): option + " is neither true nor false"
        case .notNumber(let option): option + " is no number"
        case .notText(let option): option + " is no text in UTF-8"
        case .missingKey(let option): option + " not found"
        case .accessKeyID(let fault): "access_key_id " + (fault == .empty ? "is empty" : "has a " + fault.rawValue)
        case .sessionToken: "session_token has a blank, a control byte or one that is not ASCII"
        case .removedOption(let option): option + " is set, which rclone 1.75 always refuses"
        case .endpoint(let fault): "endpoint " + fault.cause
        case .region: "region is no name that rclone can use"
        case .regionInHost: "region can't be a part of a host's name"
        case .bucket: "the bucket's name is empty, or has a slash or a control byte"
        case .v2NeedsPathStyle: "v2_auth needs force_path_style: rclone signs no bucket that is in the host's name"
        case .v2WithoutKeys: "v2_auth signs with the keys of the remote, and env_auth leaves those empty"
        case .endpointWith(let option): "endpoint and " + option + " exclude each other"
        case .accelerateBucket: "use_accelerate_endpoint needs a bucket whose name can be in a host's: 3 to 63 small letters, digits and hyphens"
        case .accelerateRegion: "use_accelerate_endpoint is not served in the region's partition"
        case .accelerateFIPS: "use_accelerate_endpoint and FIPS exclude each other"
        case .fipsRegion: "the region's partition has no FIPS endpoints"
        case .customerKeyTwice: "sse_customer_key and sse_customer_key_base64 exclude each other"
        case .customerKeyEncoding: "sse_customer_key_base64 is no base64"
        case .headerText(let option): option + " has a blank, a control byte or one that is not ASCII"
        case .unsupported(let feature): feature.rawValue + " can't be probed"
        }
    }

    package var fix: String {
        switch self {
        case .notBoolean(let option): "write " + option + " = true, or false"
        case .notNumber(let option): "write " + option + " as a number"
        case .notText(let option): "write " + option + " anew"
        case .missingKey(let option): "add " + option + ", or remove both keys and set env_auth = true"
        case .accessKeyID: "copy the key id again, all of it and nothing else"
        case .sessionToken: "copy the token again, all of it and nothing else"
        case .removedOption(let option): "remove " + option
        case .endpoint(let fault): fault.fix
        case .region: "write letters, digits and hyphens, such as region = us-east-1"
        case .regionInHost: "write the region's name alone, such as region = eu-west-1"
        case .bucket: "name the bucket alone, a prefix behind a slash"
        case .v2NeedsPathStyle: "remove v2_auth, or name a provider that takes force_path_style = true, such as Ceph or Other"
        case .v2WithoutKeys: "add access_key_id and secret_access_key, or remove v2_auth"
        case .endpointWith(let option): option == "region" ? "write a region without fips, or remove endpoint" : "remove one of the two"
        case .accelerateBucket, .accelerateRegion: "remove use_accelerate_endpoint"
        case .accelerateFIPS: "remove use_accelerate_endpoint, or fips from the region"
        case .fipsRegion: "write a region without fips"
        case .customerKeyTwice: "remove one of the two"
        case .customerKeyEncoding: "write the key's base64, such as openssl rand -base64 32 prints, or the key itself as sse_customer_key"
        case .headerText(let option): "write " + option + " anew, and nothing else with it"
        case .unsupported(.directoryBucket): "probe with rclone lsf, or name another bucket"
        case .unsupported(.accessPoint), .unsupported(.outpost): "name the access point by its alias, or probe with rclone lsf"
        case .unsupported(.ibmIAM): "probe with rclone lsf, or use HMAC keys"
        }
    }
}

extension EndpointURL.Fault {
    var cause: String {
        switch self {
        case .noScheme: "begins with http and is no URL"
        case .upperCaseScheme: "has its scheme in capitals, which rclone doesn't know"
        case .scheme: "has another scheme than http and https"
        case .userInfo: "holds a user's name or password"
        case .query: "has a query"
        case .fragment: "has a fragment"
        case .character: "has a blank, a control byte or a backslash"
        case .emptyHost: "names no host"
        case .hostTooLong: "has a host name that is too long"
        case .hostCharacter: "has a byte that no host name has"
        case .bareIPv6: "is an IPv6 address without brackets"
        case .address: "is no address that has one meaning"
        case .unusualLetters: "has letters that can be spelled in two ways"
        case .port: "has no port from 1 to 65535"
        case .path: "has a percent sign that begins no two digits"
        }
    }

    var fix: String {
        switch self {
        case .noScheme: "write https:// before it"
        case .upperCaseScheme: "write the scheme in lower case: https://"
        case .scheme, .emptyHost, .hostTooLong, .hostCharacter, .character: "write https://HOST or https://HOST:PORT"
        case .userInfo: "write https://HOST; keys belong to access_key_id and secret_access_key, and one that was here is to be changed"
        case .query, .fragment: "write https://HOST, with a path at most"
        case .bareIPv6: "put the address into brackets: https://[ADDRESS]:PORT"
        case .address: "write an address of four numbers, or IPv6 in brackets and without a zone"
        case .unusualLetters: "write the host as xn--..., as DNS has it"
        case .port: "write a port from 1 to 65535, or none"
        case .path: "write %25 for a percent sign"
        }
    }
}
