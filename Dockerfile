# After mvn package: docker build -t caravan .
# It listens beyond loopback, so each publish route over HTTP must say who may publish: docs/running.md, "Callers".
FROM eclipse-temurin:17-jre

RUN useradd --uid 10001 --create-home caravan
COPY target/caravan /opt/caravan
# The archive of classes fits the JVM that has written it.
RUN /opt/caravan/caravan archive

ENV LISTEN_HOST=0.0.0.0
EXPOSE 8080 9876
USER 10001
WORKDIR /home/caravan
ENTRYPOINT ["/opt/caravan/caravan"]
