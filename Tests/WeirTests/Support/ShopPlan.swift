/// A small plan with known answers: what a shop sold, by town.
enum ShopPlan {
    static let sales = """
        town,amount,price
        Bern,2,1.5
        Basel,,2.0
        Bern,4,0.5
        Chur,6,3.0

        """

    static let yaml = """
        sources:
          sales: {csv: sales.csv}
        groups:
          by_town:
            from: sales
            group_by: [town]
            features: [amount__sum, count]
        outputs:
          filled:
            features: [sales.town, amount__mean_imputed]
            to: out/filled.csv
          towns:
            features: [by_town.town, by_town.amount__sum, by_town.count]
        """

    /// (2 + 4 + 6) / 3 = 4 fills Basel.
    static let filled = """
        town,amount__mean_imputed
        Bern,2.0
        Basel,4.0
        Bern,4.0
        Chur,6.0

        """

    static let files = ["shop.yaml": yaml, "sales.csv": sales]
}
