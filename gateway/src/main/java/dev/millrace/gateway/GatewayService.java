package dev.millrace.gateway;

import dev.millrace.gateway.http.GatewayServer;
import dev.millrace.gateway.push.PushRoutes;
import dev.millrace.gateway.resources.Lead;
import dev.millrace.gateway.resources.ReplayRoutes;
import dev.millrace.gateway.resources.ResourceRoutes;
import dev.millrace.gateway.resources.StateRoutes;
import dev.millrace.gateway.subscribe.SubscribeRoutes;
import dev.millrace.gateway.trial.TrialRoutes;
import dev.millrace.gateway.watch.WatchRoutes;
import dev.millrace.platform.HealthAnswers;
import dev.millrace.platform.Platform;
import dev.millrace.platform.Service;
import dev.millrace.platform.ServiceProcess;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The only door: resources, push, subscribe, and everything there is to see. */
public final class GatewayService implements Service {

    private final List<String> deployments = new ArrayList<>();
    private Platform platform;
    private ResourceLog resources;
    private StatusLog statuses;
    private SubscribeRoutes subscribe;
    private PushRoutes push;

    /** The process of this service alone. */
    public static void main(String[] args) {
        ServiceProcess.run(new GatewayService(), args);
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Set<String> steps() {
        return Set.of();
    }

    @Override
    public Future<Void> start(Platform platform) {
        this.platform = platform;
        resources = new ResourceLog(platform);
        statuses = new StatusLog(platform);
        return SystemTopics.ensure(platform)
                .compose(nothing -> Future.all(resources.start(), statuses.start()))
                .compose(nothing -> deploy())
                .mapEmpty();
    }

    private Future<?> deploy() {
        ResourceRoutes resourceRoutes = new ResourceRoutes(platform.vertx(), resources);
        StateRoutes states = new StateRoutes(platform.vertx(), resources, statuses);
        WatchRoutes watch = new WatchRoutes(platform, resources, statuses);
        subscribe = new SubscribeRoutes(platform, resources);
        push = new PushRoutes(platform, resources);
        TrialRoutes trials = new TrialRoutes(platform.vertx(), resources);
        int loops =
                platform.settings().getInt("gateway.loops", Runtime.getRuntime().availableProcessors());
        return platform.vertx()
                .deployVerticle(new Lead(platform, statuses))
                .onSuccess(deployments::add)
                .compose(lead -> platform.vertx()
                        .deployVerticle(
                                () -> new GatewayServer(
                                        platform, router -> mount(router, resourceRoutes, states, watch, trials)),
                                new DeploymentOptions().setInstances(Math.max(1, loops))))
                .onSuccess(deployments::add);
    }

    private void mount(
            Router router, ResourceRoutes resourceRoutes, StateRoutes states, WatchRoutes watch, TrialRoutes trials) {
        // Routes are tried in this order.
        push.mount(router);
        subscribe.mount(router);
        HealthAnswers.mount(router, platform);
        watch.mount(router);
        states.mount(router);
        new ReplayRoutes(platform.vertx(), resources).mount(router);
        trials.mount(router);
        resourceRoutes.mount(router);
    }

    @Override
    public Future<Void> stop() {
        List<String> lastFirst = new ArrayList<>(deployments);
        Collections.reverse(lastFirst);
        Future<Void> handedOver =
                push == null ? Future.succeededFuture() : push.stop().eventually(() -> subscribe.stop());
        return handedOver
                .eventually(() -> Future.join(lastFirst.stream()
                        .map(id -> platform.vertx().undeploy(id))
                        .collect(Collectors.toList())))
                .otherwiseEmpty()
                .compose(nothing -> Future.join(resources.stop(), statuses.stop()))
                .mapEmpty();
    }
}
