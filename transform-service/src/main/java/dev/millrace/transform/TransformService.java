package dev.millrace.transform;

import dev.millrace.platform.ServiceProcess;
import dev.millrace.platform.stages.StageService;

/** Runs stages of pure steps: filter, map, select, drop, rename. */
public final class TransformService extends StageService {

    public TransformService() {
        super("transform-service");
    }

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new TransformService(), args);
    }
}
