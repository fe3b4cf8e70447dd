package dev.millrace.aggregate.simulation;

/** An event of these simulations. */
record Payment(int number, int card, int shop, long millis, int amount) {

    String json() {
        return "{\"no\":" + number + ",\"card\":\"c" + card + "\",\"shop\":\"s" + shop + "\",\"at\":" + millis
                + ",\"amount\":" + amount + "}";
    }
}
