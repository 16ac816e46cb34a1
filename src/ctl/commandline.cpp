// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "commands.h"
#include "filteroptions.h"
#include "usage.h"

#include <CLI/CLI.hpp>

namespace ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ctl", text);
}

//! A whole number within bounds, shown as such in the help.
CLI::Validator number(int least, int most)
{
    return CLI::Range(least, most, std::to_string(least) + "-" + std::to_string(most));
}

constexpr int kMost = 1'000'000'000;
constexpr const char *kExitCodes =
    "Results go to stdout, messages to stderr. Exit code: 0 done; 1 done, but some items failed;\n"
    "2 wrong usage; 3 environment (database, disk, permission).";
constexpr const char *kGlobals =
    "--workspace W and --format text|json may stand before or after the command.";

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QStringList texts(const std::vector<std::string> &values)
{
    QStringList list;
    for (const std::string &value : values)
        list.append(text(value));
    return list;
}

//! The command line: options are gathered here, and each command leaves what to run in m_run.
class CommandLine
{
public:
    explicit CommandLine(Session &session) : m_session(session)
    {
        m_app.require_subcommand(1);
        m_app.set_version_flag("--version", RETRYDESK_VERSION);
        m_app.footer(kExitCodes);
        m_app
            .add_option("--workspace", m_workspace,
                        "Workspace file; else $RETRYDESK_WORKSPACE, else default.retrydesk in the user's "
                        "data folder")
            ->type_name("W");
        m_app.add_option("--format", m_format, "What results look like; text is for people")
            ->check(CLI::IsMember({"text", "json"}).description(""))
            ->type_name("text|json");
        m_app.fallthrough();
        addPages();
        addReports();
        addRetry();
        addConfig();
        refuseForgottenValues(m_app);
    }

    int run(int argc, char **argv)
    {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            if (error.get_exit_code() == 0)
                return m_app.exit(error); // --help, --version
            printError(usageError(m_app, error));
            return WrongUsage;
        }
        m_session.json = m_format == "json";
        m_session.workspacePath = m_workspace.empty() ? defaultWorkspace() : text(m_workspace);
        if (const auto code = m_run())
            return *code;
        const int code = m_session.isFinished() ? m_session.exitCode() : QCoreApplication::exec();
        m_session.close();
        return code;
    }

private:
    using Action = std::function<std::optional<int>()>;

    //! A command that ends later, through the session.
    template <typename Start>
    Action started(Start start)
    {
        return [start]() -> std::optional<int> {
            start();
            return std::nullopt;
        };
    }

    //! Checks the filter first; a wrong one ends the command.
    template <typename Start>
    Action filtered(Start start)
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

    CLI::App *command(CLI::App &parent, const char *name, const char *help, Action action)
    {
        CLI::App *sub = parent.add_subcommand(name, help);
        sub->footer(kGlobals);
        sub->callback([this, action = std::move(action)] { m_run = action; });
        return sub;
    }

    CLI::App *command(const char *name, const char *help, Action action)
    {
        return command(m_app, name, help, std::move(action));
    }

    void addPages()
    {
        CLI::App *init = command(
            "init", "Create a workspace: its database and its image folder. One that is there is kept.",
            [this]() -> std::optional<int> { return ctl::init(m_session, text(m_images)); });
        init->add_option("--images", m_images, "Folder for the images; else one beside the workspace file")
            ->type_name("FOLDER");

        CLI::App *extract =
            command("extract", "Print the facts of one saved listing page. No database, no network.",
                    [this]() -> std::optional<int> {
                        return ctl::extract(m_session.json, {text(m_file), text(m_url)});
                    });
        extract->add_option("FILE", m_file, "Saved page")->required()->type_name("");
        extract->add_option("--url", m_url, "Where the page came from")->type_name("URL");
        addImport();
    }

    void addImport()
    {
        CLI::App *import = command("import",
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

    void addFilter(CLI::App *command, bool withStep)
    {
        if (withStep)
            command
                ->add_option("--step", m_filter.step, "Step that is missing: backfill_images, extract_vin, …")
                ->type_name("STEP")
                ->group("Filter");
        ctl::addFilterOptions(*command, m_filter);
    }

    void addReports()
    {
        CLI::App *failures =
            command("failures", "List the vehicles that are incomplete, with what they lack and why.",
                    filtered([this](const core::Filter &filter) {
                        ctl::failures(m_session, {filter, m_limit, text(m_after)});
                    }));
        addFilter(failures, true);
        failures->add_option("--limit", m_limit, "Rows of one page (default 50)")
            ->check(number(1, 10000))
            ->type_name("N");
        failures->add_option("--after", m_after, "Go on after the page that ended with this cursor")
            ->type_name("CURSOR");

        addFilter(command("causes", "Group the failures by cause: what to fix once for many vehicles.",
                          filtered([this](const core::Filter &filter) { ctl::causes(m_session, filter); })),
                  true);
        CLI::App *stats = command("stats", "Show how many retries succeeded, by day and by step.",
                                  started([this] { ctl::stats(m_session, m_days); }));
        stats->add_option("--days", m_days, "Days, today included (default 30)")
            ->check(number(1, 3660))
            ->type_name("N");
        command("queue", "Show how many steps wait, run, are held or were given up.",
                started([this] { ctl::queue(m_session); }));
        addExport();
    }

    void addExport()
    {
        CLI::App *report =
            command("export",
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
        addFilter(report, true);
    }

    void addRetry()
    {
        CLI::App *retry =
            command("retry", "Retry what vehicles lack, and only that. Name vehicles, a filter, or --all.",
                    filtered([this](const core::Filter &filter) { runRetry(filter); }));
        retry->add_option("--vehicle", m_vehicles, "Ids of vehicles")->type_name("ID");
        retry->add_option("--step", m_steps, "Only these steps; one alone is a filter, too")
            ->delimiter(',')
            ->allow_extra_args(false)
            ->type_name("STEP");
        retry->add_flag("--all", m_all, "Everything that is incomplete");
        retry->add_flag("--all-images", m_retry.plan.allImages, "Request stored images again, too");
        retry->add_flag("--include-final", m_retry.plan.includeFinal, "Failures that are final, too");
        retry->add_flag("--refetch", m_retry.plan.refetch, "Fetch the page anew for extraction steps");
        retry->add_option("--batch-size", m_retry.plan.limit, "At most so many vehicles (0 = all)")
            ->check(number(0, kMost))
            ->type_name("N");
        retry->add_option("--undo-window", m_retry.undoWindowSeconds, "Start after so many seconds")
            ->check(number(0, 86400))
            ->type_name("SECONDS");
        retry->add_flag("--dry-run", m_retry.dryRun, "Only show the plan");
        retry->add_flag("--wait", m_retry.wait, "Work it off in this process; else the worker does");
        addWorkerOptions(retry);
        addFilter(retry, false);

        CLI::App *worker = command(
            "worker", "Work the queue off, until stopped (SIGTERM or Ctrl+C) or until an option says so.",
            started([this] { ctl::worker(m_session, m_retry.worker); }));
        worker->add_flag("--until-empty", m_retry.worker.untilEmpty,
                         "End when nothing runs and nothing falls due within the patience");
        worker
            ->add_option("--max-seconds", m_retry.worker.maxSeconds, "End after so many seconds (0 = never)")
            ->check(number(0, kMost))
            ->type_name("SECONDS");
        addWorkerOptions(worker);
        addVin();
    }

    void addVin()
    {
        CLI::App *vin =
            command("vin", "Read only the VIN again, from the stored page and from a text. No network.",
                    started([this] {
                        ctl::vin(m_session, {text(m_vehicle), text(m_text), text(m_textFile)});
                    }));
        vin->add_option("--vehicle", m_vehicle, "Id of the vehicle")->required()->type_name("ID");
        CLI::Option *given =
            vin->add_option("--text", m_text, "Text that may hold the VIN")->type_name("TEXT");
        vin->add_option("--text-file", m_textFile, "File with such a text")
            ->excludes(given)
            ->type_name("FILE");
    }

    void addWorkerOptions(CLI::App *command)
    {
        command
            ->add_option("--concurrency", m_retry.worker.concurrency,
                         "Requests in flight in this process (default: net.connections)")
            ->check(number(1, 512))
            ->type_name("N");
        command
            ->add_option("--patience", m_retry.worker.patienceSeconds,
                         "Wait for what falls due within so many seconds (default 30)")
            ->check(number(0, kMost))
            ->type_name("SECONDS");
    }

    //! What is wrong with the choice of vehicles, if anything.
    std::optional<core::Error> refusalOf(const core::Filter &filter) const
    {
        const auto usage = [](const char *message) {
            return core::Error{core::ErrorCode::Usage, tr(message), {}};
        };
        if (m_vehicles.empty() && filter.isEmpty() && m_steps.empty() && !m_all)
            return usage("Say what to retry: --vehicle ID, a filter, or --all.");
        if (!m_vehicles.empty() && (!filter.isEmpty() || m_all))
            return usage("Name either vehicles, or a filter, or --all.");
        return std::nullopt;
    }

    void runRetry(const core::Filter &filter)
    {
        if (const auto refusal = refusalOf(filter)) {
            m_session.fail(*refusal);
            return;
        }
        pipeline::PlanRequest &plan = m_retry.plan;
        for (const std::string &name : m_steps) {
            const auto step = toStep(name);
            if (!step) {
                m_session.fail(step.error());
                return;
            }
            plan.steps.push_back(*step);
        }
        plan.vehicleIds = texts(m_vehicles);
        plan.vehicleIds.removeDuplicates();
        plan.filter = filter;
        // Vehicles that do not lack the one step that was named are not meant: nobody wants to read of them.
        if (plan.steps.size() == 1 && m_vehicles.empty() && !m_all && !plan.allImages && !plan.refetch)
            plan.filter.step = plan.steps.front();
        ctl::retry(m_session, m_retry);
    }

    void addConfig()
    {
        CLI::App *config = m_app.add_subcommand("config", "Show and change the settings of the workspace.");
        config->footer(kGlobals);
        config->require_subcommand(1);
        command(*config, "list", "List all settings with their values and what they mean.",
                started([this] { ctl::configList(m_session); }));
        command(*config, "get", "Print the value of one setting.",
                started([this] { ctl::configGet(m_session, text(m_key)); }))
            ->add_option("KEY", m_key, "Name of the setting")
            ->required()
            ->type_name("");
        CLI::App *set = command(*config, "set", "Change the value of one setting.",
                                started([this] { ctl::configSet(m_session, text(m_key), text(m_value)); }));
        set->add_option("KEY", m_key, "Name of the setting")->required()->type_name("");
        set->add_option("VALUE", m_value, "Its new value")->required()->type_name("");
    }

    Session &m_session;
    CLI::App m_app{"Shows what vehicle imports lack, and retries only that.", "retrydeskctl"};
    Action m_run;
    std::string m_workspace;
    std::string m_format = "text";
    std::string m_images;
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
    std::vector<std::string> m_vehicles;
    std::vector<std::string> m_steps;
    bool m_all = false;
    RetryOptions m_retry;
    std::string m_vehicle;
    std::string m_text;
    std::string m_textFile;
    std::string m_key;
    std::string m_value;
};

} // namespace

int runCommandLine(Session &session, int argc, char **argv)
{
    return CommandLine(session).run(argc, argv);
}

} // namespace ctl
