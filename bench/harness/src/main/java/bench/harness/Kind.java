package bench.harness;

/** The contenders, in the order of the tables. */
enum Kind {
    RAW("raw SDK loop", "raw", "bench.raw.RawContender"),
    CAMEL("stock Camel", "camel", "bench.camel.CamelContender"),
    SPRING("Spring Cloud AWS", "spring", "bench.spring.SpringContender"),
    CARAVAN("Caravan, no ledger", "caravan", "routes.Application"),
    LEDGER("Caravan, ledger", "caravan", "routes.Application");

    final String title;
    final String module;
    final String main;

    Kind(String title, String module, String main) {
        this.title = title;
        this.module = module;
        this.main = main;
    }

    boolean isCaravan() {
        return this == CARAVAN || this == LEDGER;
    }

    String classPath() {
        return isCaravan() ? Folders.caravan() : Folders.module(module);
    }
}
