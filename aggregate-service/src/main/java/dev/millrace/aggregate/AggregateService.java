package dev.millrace.aggregate;

import dev.millrace.platform.ServiceProcess;
import dev.millrace.platform.stages.StageService;

/** Runs stages of windows and aggregates, with the pure steps beside them, and holds its share of the cluster's data. */
public final class AggregateService extends StageService {

    public AggregateService() {
        super("aggregate-service");
    }

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new AggregateService(), args);
    }

    @Override
    public boolean holdsData() {
        return true;
    }
}
