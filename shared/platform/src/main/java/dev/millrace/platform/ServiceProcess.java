package dev.millrace.platform;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each service's {@code main} calls: the process of one service, from its start to SIGTERM.
 *
 * <p>Exit code 0 after a stop by signal, 1 when the start failed; then the reason stands in one sentence on stderr.
 */
public final class ServiceProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

    private final HealthServer health;
    private final ClusteredPlatform platform;
    private final RunningServices services;

    private ServiceProcess(HealthServer health, ClusteredPlatform platform, RunningServices services) {
        this.health = health;
        this.platform = platform;
        this.services = services;
    }

    /** Starts the process of a service and returns; it goes on until a signal. It takes no arguments: settings are {@code MILLRACE_*} variables. */
    @SuppressWarnings("SystemOut")
    public static void run(Service service, String[] args) {
        try {
            if (args.length > 0) {
                throw new StartException("takes no arguments, so not \"" + args[0]
                        + "\": settings come from MILLRACE_* variables and application.yaml");
            }
            ServiceProcess process = start(service, SettingsReader.read(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(process::endWithSuccess, "millrace-stop"));
            LOG.info(
                    "{} is up as {}, health on port {}",
                    service.name(),
                    process.platform.instance(),
                    process.health.port());
        } catch (StartException | IllegalArgumentException e) {
            System.err.println(service.name() + ": " + e.getMessage());
            LOG.debug("the start failed", e);
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * Starts the process's parts; blocks.
     *
     * @throws StartException with a sentence; nothing is left running then
     */
    static ServiceProcess start(Service service, Settings given) {
        Settings settings = given.values().containsKey("hazelcast.lite")
                ? given
                : given.with("hazelcast.lite", Boolean.toString(!service.holdsData()));
        HealthServer health = HealthServer.start(settings);
        try {
            ClusteredPlatform platform = ClusteredPlatform.start(settings);
            try {
                RunningServices services = RunningServices.of(platform, List.of(service));
                // Only now: before, nothing would have said that the service has still to start.
                health.answerFor(platform);
                return new ServiceProcess(health, platform, services.start());
            } catch (RuntimeException e) {
                platform.close();
                throw e;
            }
        } catch (RuntimeException e) {
            health.close();
            throw e;
        }
    }

    /** Drains the service, then leaves the cluster; the health server answers until the end. */
    void stop() {
        services.stop();
        platform.close();
        health.close();
    }

    Platform platform() {
        return platform;
    }

    int healthPort() {
        return health.port();
    }

    // A JVM ended by SIGTERM reports 143 whatever its hooks did; a drained process has succeeded.
    private void endWithSuccess() {
        int status = 0;
        try {
            stop();
        } catch (RuntimeException e) {
            LOG.error("the process did not stop cleanly", e);
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
