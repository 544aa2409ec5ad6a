import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * Starts one Neo4j Community server in this process, from plain jars, without an installation.
 *
 * <p>Arguments: HOME (data folder; its {@code neo4j.conf} holds every setting), READY (file to write
 * "PORT\n" into when Bolt answers), {@code detached} or {@code attached}. Standard input: one line, the
 * password to give the user {@code neo4j} (empty: leave it as it is). An attached server stops when its
 * standard input ends, so it never outlives the program that started it. SIGTERM stops it cleanly.
 */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        Path ready = Path.of(arguments[1]);
        boolean attached = arguments[2].equals("attached");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String password = input.readLine();

        DatabaseManagementService server = new DatabaseManagementServiceBuilder(home)
                .loadPropertiesFromFile(home.resolve("neo4j.conf"))
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));

        if (password != null && !password.isEmpty()) {
            // The same change that a first login as neo4j/neo4j has to make, but before anybody can log in with it.
            server.database("system").executeTransactionally(
                    "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
        }
        int port = ((GraphDatabaseAPI) server.database("neo4j"))
                .getDependencyResolver()
                .resolveDependency(ConnectorPortRegister.class)
                .getLocalAddress(ConnectorType.BOLT)
                .getPort();
        Path draft = ready.resolveSibling(ready.getFileName() + ".part");
        Files.writeString(draft, port + "\n");
        Files.move(draft, ready, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        if (attached) {
            while (input.readLine() != null) {
                // Nothing more is expected; the end of the input is the signal.
            }
            System.exit(0);
        }
        // Detached: Neo4j's own threads keep the process alive until a signal ends it.
    }
}
