// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"
#include "filteroptions.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace {

using ctl::Session;

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
        m_app.add_option("--workspace", m_workspace, "Workspace file (default: $RETRYDESK_WORKSPACE)");
        m_app.add_option("--format", m_format, "text or json")->check(CLI::IsMember({"text", "json"}));
        m_app.fallthrough();
        addPages();
        addReports();
        addRetry();
        addConfig();
    }

    int run(int argc, char **argv)
    {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            return m_app.exit(error) == 0 ? ctl::Done : ctl::WrongUsage;
        }
        m_session.json = m_format == "json";
        m_session.workspacePath = m_workspace.empty() ? ctl::defaultWorkspace() : text(m_workspace);
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
            const auto filter = ctl::toFilter(m_filter);
            if (!filter) {
                ctl::printError(filter.error());
                return ctl::WrongUsage;
            }
            start(*filter);
            return std::nullopt;
        };
    }

    CLI::App *command(const char *name, const char *help, Action action)
    {
        CLI::App *sub = m_app.add_subcommand(name, help);
        sub->callback([this, action = std::move(action)] { m_run = action; });
        return sub;
    }

    void addPages()
    {
        CLI::App *init = command("init", "Create a workspace", [this]() -> std::optional<int> {
            return ctl::init(m_session.json, m_session.workspacePath, text(m_images));
        });
        init->add_option("--images", m_images, "Folder for the images");

        CLI::App *extract = command("extract", "Read one saved page", [this]() -> std::optional<int> {
            return ctl::extract(m_session.json, {text(m_file), text(m_url)});
        });
        extract->add_option("FILE", m_file, "Saved page")->required();
        extract->add_option("--url", m_url, "Where the page came from");

        CLI::App *import = command("import", "Create or update vehicles", [this] { return runImport(); });
        import->add_option("--url", m_urls, "Listing URL, or where the saved page came from")
            ->allow_extra_args(true);
        import->add_option("--html", m_html, "Saved page");
        import->add_option("--list", m_list, "File of URLs, one a line, or a saved index page");
        import->add_flag("--no-images", m_noImages, "Store the image URLs, leave the images for later");
        import->add_flag("--include-non-vehicles", m_nonVehicles,
                         "Items of an index page that are no vehicles, too");
        import->add_flag("--fetch", m_fetch,
                         "Fetch the listings of an index page now instead of queueing them");
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
            command->add_option("--step", m_filter.step,
                                "Step that is missing: backfill_images, extract_vin, …");
        ctl::addFilterOptions(*command, m_filter);
    }

    void addReports()
    {
        CLI::App *failures =
            command("failures", "What is incomplete", filtered([this](const core::Filter &filter) {
                        ctl::failures(m_session, {filter, m_limit, text(m_after)});
                    }));
        addFilter(failures, true);
        failures->add_option("--limit", m_limit, "Rows of one page")->check(CLI::Range(1, 10000));
        failures->add_option("--after", m_after, "Cursor of the page before");

        addFilter(command("causes", "Failures grouped by cause",
                          filtered([this](const core::Filter &filter) { ctl::causes(m_session, filter); })),
                  true);
        CLI::App *stats =
            command("stats", "Success rates", started([this] { ctl::stats(m_session, m_days); }));
        stats->add_option("--days", m_days, "Days, today included")->check(CLI::Range(1, 3660));
        command("queue", "State of the retry queue", started([this] { ctl::queue(m_session); }));

        CLI::App *report =
            command("export", "Failure report as CSV", filtered([this](const core::Filter &filter) {
                        ctl::exportReport(m_session, {text(m_file), filter, texts(m_columns), m_raw});
                    }));
        report->add_option("FILE", m_file, "CSV file")->required();
        report->add_option("--columns", m_columns, "Columns, separated by commas")->delimiter(',');
        report->add_flag("--raw", m_raw, "Leave cells that a spreadsheet takes for formulas as they are");
        addFilter(report, true);
    }

    void addRetry()
    {
        CLI::App *retry = command("retry", "Retry what is missing",
                                  filtered([this](const core::Filter &filter) { runRetry(filter); }));
        retry->add_option("--vehicle", m_vehicles, "Vehicle ids");
        retry->add_option("--step", m_steps, "Only these steps")->delimiter(',');
        retry->add_flag("--all", m_all, "Everything that is incomplete");
        retry->add_flag("--all-images", m_retry.plan.allImages, "Request stored images again, too");
        retry->add_flag("--include-final", m_retry.plan.includeFinal, "Failures that are final, too");
        retry->add_flag("--refetch", m_retry.plan.refetch, "Fetch the page anew for extraction steps");
        retry->add_option("--batch-size", m_retry.plan.limit, "At most so many vehicles")
            ->check(CLI::NonNegativeNumber);
        retry->add_option("--undo-window", m_retry.undoWindowSeconds, "Seconds before it starts")
            ->check(CLI::Range(0, 86400));
        retry->add_flag("--dry-run", m_retry.dryRun, "Only show the plan");
        retry->add_flag("--wait", m_retry.wait, "Work it off in this process");
        addWorkerOptions(retry);
        addFilter(retry, false);

        CLI::App *worker = command("worker", "Work the queue off",
                                   started([this] { ctl::worker(m_session, m_retry.worker); }));
        worker->add_flag("--until-empty", m_retry.worker.untilEmpty, "End when nothing is due any more");
        worker->add_option("--max-seconds", m_retry.worker.maxSeconds, "End after so many seconds")
            ->check(CLI::NonNegativeNumber);
        addWorkerOptions(worker);

        CLI::App *vin = command("vin", "Re-extract only the VIN", started([this] {
                                    ctl::vin(m_session, {text(m_vehicle), text(m_text), text(m_textFile)});
                                }));
        vin->add_option("--vehicle", m_vehicle, "Vehicle id")->required();
        vin->add_option("--text", m_text, "Text that may hold the VIN");
        vin->add_option("--text-file", m_textFile, "File with such a text")->excludes("--text");
    }

    void addWorkerOptions(CLI::App *command)
    {
        command->add_option("--concurrency", m_retry.worker.concurrency, "Requests in flight")
            ->check(CLI::Range(1, 512));
        command
            ->add_option("--patience", m_retry.worker.patienceSeconds, "Seconds to wait for what falls due")
            ->check(CLI::NonNegativeNumber);
    }

    void runRetry(const core::Filter &filter)
    {
        const auto refuse = [this](const QString &message) {
            m_session.fail({core::ErrorCode::Usage, message, {}});
        };
        if (m_vehicles.empty() && filter.isEmpty() && m_steps.empty() && !m_all) {
            refuse(
                QCoreApplication::translate("ctl", "Say what to retry: --vehicle ID, a filter, or --all."));
            return;
        }
        if (!m_vehicles.empty() && !filter.isEmpty()) {
            refuse(QCoreApplication::translate("ctl", "Name either vehicles or a filter, not both."));
            return;
        }
        for (const std::string &name : m_steps) {
            const auto step = ctl::toStep(name);
            if (!step) {
                m_session.fail(step.error());
                return;
            }
            m_retry.plan.steps.push_back(*step);
        }
        m_retry.plan.vehicleIds = texts(m_vehicles);
        m_retry.plan.filter = filter;
        ctl::retry(m_session, m_retry);
    }

    void addConfig()
    {
        CLI::App *config = m_app.add_subcommand("config", "Settings of the workspace");
        config->require_subcommand(1);
        const auto sub = [this, config](const char *name, const char *help, Action action) {
            CLI::App *command = config->add_subcommand(name, help);
            command->callback([this, action = std::move(action)] { m_run = action; });
            return command;
        };
        sub("list", "All settings", started([this] { ctl::configList(m_session); }));
        sub("get", "One setting", started([this] { ctl::configGet(m_session, text(m_key)); }))
            ->add_option("KEY", m_key)
            ->required();
        CLI::App *set = sub("set", "Change a setting",
                            started([this] { ctl::configSet(m_session, text(m_key), text(m_value)); }));
        set->add_option("KEY", m_key)->required();
        set->add_option("VALUE", m_value)->required();
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
    ctl::FilterOptions m_filter;
    int m_limit = 50;
    std::string m_after;
    int m_days = 30;
    std::vector<std::string> m_columns;
    bool m_raw = false;
    std::vector<std::string> m_vehicles;
    std::vector<std::string> m_steps;
    bool m_all = false;
    ctl::RetryOptions m_retry;
    std::string m_vehicle;
    std::string m_text;
    std::string m_textFile;
    std::string m_key;
    std::string m_value;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("retrydesk"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RETRYDESK_VERSION));
    Session session;
    return CommandLine(session).run(argc, argv);
}
