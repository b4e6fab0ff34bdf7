# Web and worker; the command line program lies beside them: docker-compose exec web dotnet /app/cli/forestcarbon.dll …
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/ForestCarbon.Web -c Release -o /app/web -p:UseAppHost=false \
 && dotnet publish src/ForestCarbon.Cli -c Release -o /app/cli -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
COPY --from=build /source/migrations /app/migrations
COPY --from=build /source/gis-data /app/gis-data
COPY --chmod=0755 scripts/healthy /app/healthy
ENV FORESTCARBON_ROOT=/app FORESTCARBON_HOME=/var/lib/forestcarbon
RUN useradd --system --user-group forestcarbon && install -d -m 0700 -o forestcarbon -g forestcarbon /var/lib/forestcarbon
USER forestcarbon
WORKDIR /app/web
VOLUME /var/lib/forestcarbon
ENTRYPOINT ["dotnet", "/app/web/ForestCarbon.Web.dll"]
