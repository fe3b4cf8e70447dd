/** What makes a process of Millrace services: settings, the clustered Vert.x, Kafka's address, health, presence, workers on threads of their own. */
package dev.millrace.platform;
