// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtree.h"
#include "core/listingurl.h"
#include "core/settings.h"
#include "filteroptions.h"
#include "hostreport.h"
#include "times.h"

#include <QJsonArray>
#include <QUrl>

namespace ctl {

namespace {

using pipeline::Workspace;

struct HostArguments
{
    std::string host;
    std::string step;
    std::string length;
    int concurrency = 0; //!< 0 = not given
    double rate = -1;    //!< negative = not given
    bool standard = false;
};

core::Error usage(const QString &message)
{
    return {core::ErrorCode::Usage, message, {}};
}

std::optional<Limits> limitsOf(Session &session, Workspace *workspace)
{
    const auto perHost = session.take(workspace->setting(QStringLiteral("net.per_host")));
    if (!perHost)
        return std::nullopt;
    const auto rate = session.take(workspace->setting(QStringLiteral("net.rate_per_host")));
    if (!rate)
        return std::nullopt;
    return Limits{perHost->toInt(), rate->toDouble()};
}

//! All hosts, or the gates of one.
void listHosts(Session &session, Workspace *workspace, const QString &host)
{
    auto rows = session.take(workspace->hosts());
    if (!rows)
        return;
    const auto limits = limitsOf(session, workspace);
    if (!limits)
        return;
    std::erase_if(*rows, [&host](const db::HostRow &row) { return !host.isEmpty() && row.host != host; });
    if (session.json) {
        QJsonArray items;
        for (const db::HostRow &row : *rows)
            items.append(toJson(row, *limits));
        printJson({{QStringLiteral("items"), items}});
    } else {
        printHosts(*rows, *limits);
    }
    session.finish(Done);
}

//! As hosts are named: lower case, with the port when it is not the scheme's own.
core::Result<QString> hostFrom(const std::string &given)
{
    const QString name = text(given).trimmed().toLower();
    const QUrl url(QStringLiteral("http://") + name, QUrl::StrictMode);
    const QUrl secure(QStringLiteral("https://") + name, QUrl::StrictMode);
    const bool isHost = url.isValid() && !url.host().isEmpty() && url.path().isEmpty() && !url.hasQuery() &&
                        !url.hasFragment() && url.userInfo().isEmpty();
    if (!isHost) {
        return usage(
            tr("\"%1\" is no host: write it as \"hosts list\" does, such as example.com or example.com:8080.")
                .arg(text(given).left(80)));
    }
    // The port of either scheme is left out.
    return secure.port() == 443 ? core::hostOf(secure.toString()) : core::hostOf(url.toString());
}

core::Result<std::optional<core::Step>> stepFrom(const std::string &given)
{
    using Found = std::optional<core::Step>;
    if (given.empty())
        return Found();
    const auto step = toStep(given);
    if (!step)
        return step.error();
    if (*step != core::Step::FetchListing && *step != core::Step::BackfillImages) {
        return usage(tr("%1 asks no host; there are: %2, %3.")
                         .arg(core::stepName(*step), core::stepName(core::Step::FetchListing),
                              core::stepName(core::Step::BackfillImages)));
    }
    return Found(*step);
}

core::Error unknownHost(const QString &host, const std::vector<db::HostRow> &rows)
{
    QStringList known;
    for (const db::HostRow &row : rows)
        known.append(row.host);
    known.removeDuplicates();
    return usage(known.isEmpty() ? tr("Nothing is known of %1: no host was asked yet.").arg(host)
                                 : tr("Nothing is known of %1; there are: %2.")
                                       .arg(host, known.mid(0, 8).join(QStringLiteral(", "))));
}

//! What a change is made of: the host as it is named, the step, and all that is known of hosts.
struct Target
{
    Workspace *workspace = nullptr;
    QString host;
    std::optional<core::Step> step;
    std::vector<db::HostRow> rows; //!< of this host
};

std::optional<Target> targetOf(Session &session, const HostArguments &arguments, bool mustBeKnown)
{
    const auto host = hostFrom(arguments.host);
    const auto step = stepFrom(arguments.step);
    if (!host || !step) {
        session.fail(host ? step.error() : host.error());
        return std::nullopt;
    }
    Workspace *workspace = session.open();
    if (!workspace)
        return std::nullopt;
    auto rows = session.take(workspace->hosts());
    if (!rows)
        return std::nullopt;
    Target target{workspace, *host, *step, *rows};
    std::erase_if(target.rows, [&host](const db::HostRow &row) { return row.host != *host; });
    if (!mustBeKnown || !target.rows.empty())
        return target;
    session.fail(unknownHost(*host, *rows));
    return std::nullopt;
}

void finishChange(Session &session, const Target &target, QFuture<core::Result<void>> change)
{
    const core::Result<void> changed = change.takeResult();
    if (changed)
        listHosts(session, target.workspace, target.host);
    else
        session.fail(changed.error());
}

void trip(Session &session, const HostArguments &arguments)
{
    QDateTime until;
    if (!arguments.length.empty()) {
        const auto seconds = toSeconds(arguments.length);
        if (!seconds) {
            session.fail(seconds.error());
            return;
        }
        until = QDateTime::currentDateTimeUtc().addSecs(*seconds);
    }
    if (const auto target = targetOf(session, arguments, false))
        finishChange(session, *target, target->workspace->tripHost(target->host, target->step, until));
}

void reset(Session &session, const HostArguments &arguments)
{
    if (const auto target = targetOf(session, arguments, true))
        finishChange(session, *target, target->workspace->resetHost(target->host, target->step));
}

void probe(Session &session, const HostArguments &arguments)
{
    if (const auto target = targetOf(session, arguments, true))
        finishChange(session, *target, target->workspace->probeHost(target->host, target->step));
}

void setLimits(Session &session, const HostArguments &arguments)
{
    const bool sets = arguments.concurrency > 0 || arguments.rate >= 0;
    if (sets == arguments.standard) {
        session.fail(usage(sets ? tr("--default takes both limits back: name either it or limits.")
                                : tr("Say what to set: --concurrency N, --rate R, or --default.")));
        return;
    }
    const auto target = targetOf(session, arguments, false);
    if (!target)
        return;
    std::optional<int> perHost;
    std::optional<double> rate;
    if (sets && !target->rows.empty()) { // what is not named stays
        perHost = target->rows.front().perHost;
        rate = target->rows.front().rate;
    }
    if (arguments.concurrency > 0)
        perHost = arguments.concurrency;
    if (arguments.rate >= 0)
        rate = arguments.rate;
    finishChange(session, *target, target->workspace->setHostLimits(target->host, perHost, rate));
}

} // namespace

void addHostCommands(CommandTree &tree)
{
    const auto arguments = std::make_shared<HostArguments>();
    const auto list = CommandTree::started([&tree] {
        if (Workspace *workspace = tree.session().open())
            listHosts(tree.session(), workspace, {});
    });
    CLI::App *hosts = tree.add(
        "hosts", "Show the hosts that are asked: their circuit breakers, limits and what they hold.", list);
    tree.add(*hosts, "list", "Show them; what \"hosts\" alone does, too.", list);
    using Change = void (*)(Session &, const HostArguments &);
    const auto add = [&](const char *name, const char *help, Change change) {
        CLI::App *command = tree.add(*hosts, name, help, CommandTree::started([&tree, arguments, change] {
            change(tree.session(), *arguments);
        }));
        command->add_option("HOST", arguments->host, "Host as the list names it")->required()->type_name("");
        return command;
    };
    const auto addWithStep = [&](const char *name, const char *help, Change change) {
        CLI::App *command = add(name, help, change);
        command
            ->add_option("--step", arguments->step, "Only fetch_listing or backfill_images (default: both)")
            ->type_name("STEP");
        return command;
    };
    addWithStep("trip", "Open the circuit breaker of a host by hand: its work is held, no attempt is used.",
                trip)
        ->add_option("--for", arguments->length,
                     "Try a request after 45s, 30m, 12h or 7d; else after a reset")
        ->type_name("LENGTH");
    addWithStep("reset", "Close the breaker, forget what was counted, end a pause of the host.", reset);
    addWithStep("probe", "Let one request through an open breaker; its result decides.", probe);
    CLI::App *set = add("set", "Set the limits of one host. What is not named stays.", setLimits);
    const core::SettingInfo *perHost = core::findSetting(QStringLiteral("net.per_host"));
    const core::SettingInfo *rate = core::findSetting(QStringLiteral("net.rate_per_host"));
    set->add_option("--concurrency", arguments->concurrency, "Requests in flight in the whole workspace")
        ->check(number(static_cast<int>(perHost->least), static_cast<int>(perHost->most)))
        ->type_name("N");
    set->add_option("--rate", arguments->rate, "Requests per second; 0 = no limit")
        ->check(CLI::Range(rate->least, rate->most,
                           QStringLiteral("%1-%2").arg(rate->least).arg(rate->most).toStdString()))
        ->type_name("R");
    set->add_flag("--default", arguments->standard, "The limits of the workspace again");
}

} // namespace ctl
