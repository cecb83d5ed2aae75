// WeirKit
