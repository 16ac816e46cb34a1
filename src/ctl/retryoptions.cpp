// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The options of the commands that retry, and what is wrong with them.
#include "commands.h"
#include "commandtree.h"
#include "filteroptions.h"
#include "planshares.h"
#include "times.h"

namespace ctl {

namespace {

struct RetryArguments
{
    RetryOptions options;
    FilterOptions filter;
    std::vector<std::string> vehicles;
    std::vector<std::string> steps;
    bool all = false;
    std::string later;
};

void addWorkerOptions(CLI::App &command, pipeline::WorkerOptions &worker)
{
    command
        .add_option("--concurrency", worker.concurrency,
                    "Requests in flight in this process (default: net.connections)")
        ->check(number(1, 512))
        ->type_name("N");
    command
        .add_option("--patience", worker.patienceSeconds,
                    "Wait for what falls due within so many seconds (default 30)")
        ->check(number(0, kMost))
        ->type_name("SECONDS");
}

void addSelection(CLI::App &command, RetryArguments &arguments)
{
    pipeline::PlanRequest &plan = arguments.options.plan;
    command.add_option("--vehicle", arguments.vehicles, "Ids of vehicles")->type_name("ID");
    command.add_option("--step", arguments.steps, "Only these steps; one alone is a filter, too")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("STEP");
    command.add_flag("--all", arguments.all, "Everything that is incomplete");
    command.add_flag("--improved", arguments.options.improved,
                     "What an older extractor could not parse, read again from stored pages: no network");
    command.add_flag("--all-images", plan.allImages, "Request stored images again, too");
    command.add_flag("--include-final", plan.includeFinal, "Failures that are final, too");
    command.add_flag("--refetch", plan.refetch, "Fetch the page anew for extraction steps");
    command.add_option("--batch-size", plan.limit, "At most so many vehicles (0 = all)")
        ->check(number(0, kMost))
        ->type_name("N");
    addFilterOptions(command, arguments.filter);
}

void addStart(CLI::App &command, RetryArguments &arguments)
{
    RetryOptions &options = arguments.options;
    CLI::Option *undo = command
                            .add_option("--undo-window", options.batch.undoWindowSeconds,
                                        "Start after so many seconds; \"batch cancel\" takes it back")
                            ->check(number(0, 86400))
                            ->type_name("SECONDS");
    command.add_option("--later", arguments.later, "Start at that time: 2026-01-31T12:00:00Z, or +30m")
        ->excludes(undo)
        ->type_name("TIME");
    CLI::Option *canary =
        command
            .add_option(
                "--canary", options.batch.canarySize,
                "So many steps first, the rest only if enough of them succeed; else the batch is paused")
            ->check(number(1, kMost))
            ->type_name("N");
    command
        .add_option("--canary-percent", options.batch.canaryMinPercent,
                    "How many percent of the canary must succeed (default 80)")
        ->check(number(1, 100))
        ->needs(canary)
        ->type_name("P");
    command.add_flag("--dry-run", options.dryRun, "Only show the plan");
    command.add_flag("--wait", options.wait, "Work it off in this process; else the worker does");
    addWorkerOptions(command, options.worker);
}

//! What is wrong with the choice of vehicles, if anything.
std::optional<core::Error> refusalOf(const RetryArguments &arguments, const core::Filter &filter)
{
    const auto usage = [](const QString &message) {
        return core::Error{core::ErrorCode::Usage, message, {}};
    };
    const pipeline::PlanRequest &plan = arguments.options.plan;
    const bool chooses = !arguments.vehicles.empty() || !filter.isEmpty() || !arguments.steps.empty() ||
                         arguments.all || plan.allImages || plan.includeFinal || plan.refetch ||
                         plan.limit > 0;
    const pipeline::BatchOptions &batch = arguments.options.batch;
    const bool delays = batch.undoWindowSeconds > 0 || batch.canarySize > 0 || !arguments.later.empty();
    if (arguments.options.improved && (chooses || delays)) {
        return usage(tr("--improved takes all that an older extractor could not parse, at once: it goes with "
                        "--dry-run and --wait only."));
    }
    if (arguments.options.improved)
        return std::nullopt;
    if (arguments.vehicles.empty() && filter.isEmpty() && arguments.steps.empty() && !arguments.all)
        return usage(tr("Say what to retry: --vehicle ID, a filter, or --all."));
    if (!arguments.vehicles.empty() && (!filter.isEmpty() || arguments.all))
        return usage(tr("Name either vehicles, or a filter, or --all."));
    return std::nullopt;
}

core::Result<pipeline::PlanRequest> planRequest(const RetryArguments &arguments)
{
    const auto filter = toFilter(arguments.filter);
    if (!filter)
        return filter.error();
    if (const auto refusal = refusalOf(arguments, *filter))
        return *refusal;
    pipeline::PlanRequest plan = arguments.options.plan;
    for (const std::string &name : arguments.steps) {
        const auto step = toStep(name);
        if (!step)
            return step.error();
        plan.steps.push_back(*step);
    }
    plan.vehicleIds = texts(arguments.vehicles);
    plan.vehicleIds.removeDuplicates();
    plan.filter = *filter;
    // Vehicles that do not lack the one step that was named are not meant: nobody wants to read of them.
    const bool isFilter = plan.steps.size() == 1 && arguments.vehicles.empty() && !arguments.all;
    if (isFilter && !plan.allImages && !plan.refetch)
        plan.filter.step = plan.steps.front();
    return plan;
}

std::optional<int> runRetry(Session &session, const RetryArguments &arguments)
{
    const auto plan = planRequest(arguments);
    if (!plan) {
        printError(plan.error());
        return exitCodeFor(plan.error());
    }
    RetryOptions options = arguments.options;
    options.plan = *plan;
    if (!arguments.later.empty()) {
        const auto start = toFutureTime(arguments.later);
        if (!start) {
            printError(start.error());
            return WrongUsage;
        }
        const qint64 ms = QDateTime::currentDateTimeUtc().msecsTo(*start);
        options.batch.undoWindowSeconds = static_cast<int>(secondsOf(qMax<qint64>(0, ms)));
    }
    retry(session, options);
    return std::nullopt;
}

} // namespace

void addRetryCommands(CommandTree &tree)
{
    const auto arguments = std::make_shared<RetryArguments>();
    CLI::App *retry =
        tree.add("retry", "Retry what vehicles lack, and only that. Name vehicles, a filter, or --all.",
                 [&tree, arguments] { return runRetry(tree.session(), *arguments); });
    addSelection(*retry, *arguments);
    addStart(*retry, *arguments);

    const auto options = std::make_shared<pipeline::WorkerOptions>();
    CLI::App *worker = tree.add(
        "worker", "Work the queue off, until stopped (SIGTERM or Ctrl+C) or until an option says so.",
        CommandTree::started([&tree, options] { ctl::worker(tree.session(), *options); }));
    worker->add_flag("--until-empty", options->untilEmpty,
                     "End when nothing runs and nothing falls due within the patience");
    worker->add_option("--max-seconds", options->maxSeconds, "End after so many seconds (0 = never)")
        ->check(number(0, kMost))
        ->type_name("SECONDS");
    addWorkerOptions(*worker, *options);
}

} // namespace ctl
