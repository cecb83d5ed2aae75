package import Plan
package struct RetryPrice: Sendable { package var text: String }
extension RunModel { package func retryPrice(of step: StepID) -> RetryPrice? { nil } }
