package import Plan
package struct FileSourceCatalog: SourceCatalog {
    package init() {}
    package func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema { throw PlanError("no") }
}
