/// What the environment and the shared files change about the endpoint. It counts where `env_auth` does (aws-sdk-go-v2
/// `config`, which rclone loads for nothing else).
package struct AWSSettings: Sendable, Equatable {
    package let isFIPS: Bool
    /// `AWS_ENDPOINT_URL_S3`, else the profile's, else `AWS_ENDPOINT_URL`, where the remote has no endpoint.
    package let endpoint: String?

    package static let none = AWSSettings(isFIPS: false, endpoint: nil)

    package init(isFIPS: Bool, endpoint: String?) {
        self.isFIPS = isFIPS
        self.endpoint = endpoint
    }
}
