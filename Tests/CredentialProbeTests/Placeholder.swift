import Testing

@testable import CredentialProbe
