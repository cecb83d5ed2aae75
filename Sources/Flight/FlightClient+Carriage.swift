import Columnar
import Runtime

extension FlightClient: DataClient {}
