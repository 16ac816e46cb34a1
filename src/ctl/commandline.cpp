// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "commands.h"
#include "commandtree.h"
#include "filteroptions.h"
#include "usage.h"

namespace ctl {

namespace {

constexpr const char *kExitCodes =
    "Results go to stdout, messages to stderr. Exit code: 0 done; 1 done, but some items failed;\n"
    "2 wrong usage; 3 environment (database, disk, permission).";

//! The command line: options are gathered here, and each command leaves its action in the tree.
class CommandLine
{
public:
    explicit CommandLine(Session &session) : m_session(session), m_tree(session)
    {
        CLI::App &root = m_tree.root();
        root.set_version_flag("--version", RETRYDESK_VERSION);
        root.footer(kExitCodes);
        root.add_option("--workspace", m_workspace,
                        "Workspace file; else $RETRYDESK_WORKSPACE, else default.retrydesk in the user's "
                        "data folder")
            ->type_name("W");
        root.add_option("--format", m_format, "What results look like; text is for people")
            ->check(CLI::IsMember({"text", "json"}).description(""))
            ->type_name("text|json");
        addPages();
        addReports();
        addRetryCommands(m_tree);
        addBatchCommands(m_tree);
        addHostCommands(m_tree);
        addPolicyCommands(m_tree);
        addVin();
        addConfig();
        refuseForgottenValues(root);
    }

    int run(const std::vector<std::string> &arguments)
    {
        try {
            // Without the program's name, and the last one first.
            m_tree.root().parse(std::vector<std::string>(arguments.rbegin(), arguments.rend() - 1));
        } catch (const CLI::ParseError &error) {
            if (error.get_exit_code() == 0)
                return m_tree.root().exit(error); // --help, --version
            printError(usageError(m_tree.root(), error));
            return WrongUsage;
        }
        m_session.json = m_format == "json";
        m_session.workspacePath = m_workspace.empty() ? defaultWorkspace() : text(m_workspace);
        if (const auto code = m_tree.action()())
            return *code;
        const int code = m_session.isFinished() ? m_session.exitCode() : QCoreApplication::exec();
        m_session.close();
        return code;
    }

private:
    //! Checks the filter first; a wrong one ends the command.
    template <typename Start>
    CommandTree::Action filtered(Start start)
    {
        return [this, start]() -> std::optional<int> {
            const auto filter = toFilter(m_filter);
            if (!filter) {
                printError(filter.error());
                return WrongUsage;
            }
            start(*filter);
            return std::nullopt;
        };
    }

    void addPages()
    {
        CLI::App *init = m_tree.add(
            "init", "Create a workspace: its database and its image folder. One that is there is kept.",
            [this]() -> std::optional<int> { return ctl::init(m_session, text(m_images)); });
        init->add_option(
                "--images", m_images,
                "Where the images go: a folder (else one beside the workspace file), s3://bucket/prefix or "
                "supabase://bucket")
            ->type_name("WHERE");

        addAttach();

        CLI::App *extract =
            m_tree.add("extract", "Print the facts of one saved listing page. No database, no network.",
                       [this]() -> std::optional<int> {
                           return ctl::extract(m_session.json, {text(m_file), text(m_url)});
                       });
        extract->add_option("FILE", m_file, "Saved page")->required()->type_name("");
        extract->add_option("--url", m_url, "Where the page came from")->type_name("URL");
        addImport();
    }

    void addAttach()
    {
        CLI::App *attach = m_tree.add(
            "attach",
            "Work with a PostgreSQL database that has vehicles already. Says what would be added; does it "
            "with --yes.",
            [this]() -> std::optional<int> {
                m_attach.images = text(m_images);
                return ctl::attach(m_session, m_attach);
            });
        attach->add_flag("--dry-run", m_attach.dryRun, "Print the SQL that --yes would run");
        attach->add_flag("--yes", m_attach.confirmed, "Add schema and triggers, then count the vehicles")
            ->excludes("--dry-run");
        attach
            ->add_option("--images", m_images,
                         "Where the images go: a folder (else one of this machine), s3://bucket/prefix or "
                         "supabase://bucket")
            ->type_name("WHERE");
        attach->add_option("--batch-size", m_attach.pace.batchSize, "Vehicles counted in one transaction")
            ->check(number(1, 100'000))
            ->type_name("N")
            ->capture_default_str();
        attach->add_option("--pause-ms", m_attach.pace.pauseMs, "Milliseconds between two of them")
            ->check(number(0, 60'000))
            ->type_name("MS")
            ->capture_default_str();
        m_tree
            .add("detach",
                 "Take everything of Retrydesk out of a PostgreSQL database again; vehicles and images stay.",
                 [this]() -> std::optional<int> { return ctl::detach(m_session, m_confirmed); })
            ->add_flag("--yes", m_confirmed, "Do it: queue, attempts, batches and settings are lost");
        m_tree
            .add("picture",
                 "Write what is missing in a PostgreSQL database that is not attached into a workspace file "
                 "to "
                 "look at. Changes nothing in the database.",
                 [this]() -> std::optional<int> { return ctl::picture(m_session, text(m_file)); })
            ->add_option("FILE", m_file, "The workspace file; an older picture is replaced")
            ->required()
            ->type_name("");
    }

    void addImport()
    {
        CLI::App *import =
            m_tree.add("import",
                       "Create or update vehicles from listings, and fetch what they lack. Name "
                       "either URLs, or a saved page, or a list.",
                       [this] { return runImport(); });
        import->add_option("--url", m_urls, "URL of a listing, or where the saved page came from")
            ->type_name("URL");
        import->add_option("--html", m_html, "Saved page of a listing")->type_name("FILE");
        import->add_option("--list", m_list, "URLs one a line, or a saved index page")->type_name("FILE");
        import->add_flag("--no-images", m_noImages, "Store the image URLs, leave the images for later");
        import->add_flag("--include-non-vehicles", m_nonVehicles,
                         "Import what an index page files under parts or automobilia, too");
        import->add_flag("--fetch", m_fetch,
                         "Fetch the listings of an index page now; else they are queued for the worker");
    }

    std::optional<int> runImport()
    {
        pipeline::ImportRequest request;
        request.htmlFile = text(m_html);
        request.listFile = text(m_list);
        request.images = !m_noImages;
        request.includeNonVehicles = m_nonVehicles;
        request.fetchIndexed = m_fetch;
        if (!m_html.empty() && m_urls.size() == 1)
            request.htmlUrl = text(m_urls.front());
        else
            request.urls = texts(m_urls);
        ctl::import(m_session, request);
        return std::nullopt;
    }

    void addFilter(CLI::App *command)
    {
        addStepFilter(*command, m_filter);
        addFilterOptions(*command, m_filter);
    }

    void addReports()
    {
        CLI::App *failures =
            m_tree.add("failures", "List the vehicles that are incomplete, with what they lack and why.",
                       filtered([this](const core::Filter &filter) {
                           ctl::failures(m_session, {filter, m_limit, text(m_after)});
                       }));
        addFilter(failures);
        failures->add_option("--limit", m_limit, "Rows of one page (default 50)")
            ->check(number(1, 10000))
            ->type_name("N");
        failures->add_option("--after", m_after, "Go on after the page that ended with this cursor")
            ->type_name("CURSOR");

        addCauseCommands(m_tree);
        CLI::App *stats = m_tree.add("stats", "Show how many retries succeeded, by day and by step.",
                                     CommandTree::started([this] { ctl::stats(m_session, m_days); }));
        stats->add_option("--days", m_days, "Days, today included (default 30)")
            ->check(number(1, 3660))
            ->type_name("N");
        m_tree.add("queue", "Show how many steps wait, run, are held or were given up.",
                   CommandTree::started([this] { ctl::queue(m_session); }));
        m_tree.add("workers", "List who works the queue off, on which machine, and their last signs of life.",
                   CommandTree::started([this] { ctl::workers(m_session); }));
        addExport();
    }

    void addExport()
    {
        CLI::App *report =
            m_tree.add("export",
                       "Write the incomplete vehicles to a CSV file, and how it was made to "
                       "FILE.manifest.json.",
                       filtered([this](const core::Filter &filter) {
                           ctl::exportReport(m_session, {text(m_file), filter, texts(m_columns), m_raw});
                       }));
        report->add_option("FILE", m_file, "CSV file")->required()->type_name("");
        report->add_option("--columns", m_columns, "Only these columns, separated by commas")
            ->delimiter(',')
            ->allow_extra_args(false)
            ->type_name("A,B");
        report->add_flag("--raw", m_raw, "Leave cells that a spreadsheet takes for formulas as they are");
        addFilter(report);
    }

    void addVin()
    {
        CLI::App *vin =
            m_tree.add("vin", "Read only the VIN again, from the stored page and from a text. No network.",
                       CommandTree::started([this] {
                           ctl::vin(m_session, {text(m_vehicle), text(m_text), text(m_textFile)});
                       }));
        vin->add_option("--vehicle", m_vehicle, "Id of the vehicle")->required()->type_name("ID");
        CLI::Option *given =
            vin->add_option("--text", m_text, "Text that may hold the VIN")->type_name("TEXT");
        vin->add_option("--text-file", m_textFile, "File with such a text")
            ->excludes(given)
            ->type_name("FILE");
    }

    void addConfig()
    {
        m_tree.add("doctor",
                   "Check this machine, the database, the image store and the queue, and say what to do. "
                   "Changes nothing.",
                   [this]() -> std::optional<int> { return ctl::doctor(m_session); });
        CLI::App *config = m_tree.addGroup("config", "Show and change the settings of the workspace.");
        m_tree.add(*config, "list", "List all settings with their values and what they mean.",
                   CommandTree::started([this] { ctl::configList(m_session); }));
        m_tree
            .add(*config, "get", "Print the value of one setting.",
                 CommandTree::started([this] { ctl::configGet(m_session, text(m_key)); }))
            ->add_option("KEY", m_key, "Name of the setting")
            ->required()
            ->type_name("");
        CLI::App *set = m_tree.add(
            *config, "set", "Change the value of one setting.",
            CommandTree::started([this] { ctl::configSet(m_session, text(m_key), text(m_value)); }));
        set->add_option("KEY", m_key, "Name of the setting")->required()->type_name("");
        set->add_option("VALUE", m_value, "Its new value")->required()->type_name("");
    }

    Session &m_session;
    CommandTree m_tree;
    std::string m_workspace;
    std::string m_format = "text";
    std::string m_images;
    AttachOptions m_attach;
    bool m_confirmed = false;
    std::string m_file;
    std::string m_url;
    std::vector<std::string> m_urls;
    std::string m_html;
    std::string m_list;
    bool m_noImages = false;
    bool m_nonVehicles = false;
    bool m_fetch = false;
    FilterOptions m_filter;
    int m_limit = 50;
    std::string m_after;
    int m_days = 30;
    std::vector<std::string> m_columns;
    bool m_raw = false;
    std::string m_vehicle;
    std::string m_text;
    std::string m_textFile;
    std::string m_key;
    std::string m_value;
};

} // namespace

int runCommandLine(Session &session, const std::vector<std::string> &arguments)
{
    return CommandLine(session).run(arguments);
}

} // namespace ctl
