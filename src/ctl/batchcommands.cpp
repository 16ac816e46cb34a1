// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// batch and audit: what was done to many rows at once, and holding it up.
#include "batchtext.h"
#include "commandtree.h"
#include "holds.h"
#include "rowsjson.h"

namespace ctl {

namespace {

using pipeline::Workspace;

constexpr qsizetype kWholeId = 36;

struct BatchArguments
{
    std::string id;
    std::string items;
    int limit = 50;
};

core::Error usage(const QString &message)
{
    return {core::ErrorCode::Usage, message, {}};
}

//! The batch that was named, by its id or by how it begins.
core::Result<db::BatchRow> findBatch(Workspace *workspace, const std::string &named)
{
    const QString given = text(named).toLower();
    if (given.size() >= kWholeId) {
        const auto batch = workspace->batch(given).takeResult();
        const bool unknown = !batch && batch.error().code == core::ErrorCode::NotFound;
        return unknown ? usage(tr("There is no batch %1: \"batch list\" shows those there are.").arg(given))
                       : batch;
    }
    const auto batches = workspace->batches(kMost).takeResult();
    if (!batches)
        return batches.error();
    std::optional<db::BatchRow> found;
    for (const db::BatchRow &batch : *batches) {
        if (!batch.id.startsWith(given))
            continue;
        if (found)
            return usage(tr("More than one batch begins with %1: write more of its id.").arg(given));
        found = batch;
    }
    return found ? core::Result<db::BatchRow>(*found)
                 : usage(tr("There is no batch %1: \"batch list\" shows those there are.").arg(given));
}

void listBatches(Session &session, int limit)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto batches = session.take(workspace->batches(limit));
    if (!batches)
        return;
    if (session.json) {
        QJsonArray items;
        for (const db::BatchRow &batch : *batches)
            items.append(toJson(batch));
        printJson({{QStringLiteral("items"), items}});
    } else {
        printBatches(*batches);
    }
    session.finish(Done);
}

core::Result<std::optional<db::BatchItemRow::State>> itemState(const std::string &name)
{
    using State = db::BatchItemRow::State;
    if (name == "all")
        return std::optional<State>();
    if (const auto state = db::batchItemStateFromName(text(name)))
        return std::optional(*state);
    QStringList known(QStringLiteral("all"));
    for (int i = 0; i <= static_cast<int>(State::Cancelled); ++i)
        known.append(db::batchItemStateName(static_cast<State>(i)));
    return usage(
        tr("Members have no state \"%1\"; there are: %2.").arg(text(name), known.join(QStringLiteral(", "))));
}

void answer(Session &session, const db::BatchRow &batch,
            const std::optional<std::vector<db::BatchItemRow>> &items)
{
    if (session.json) {
        QJsonObject object = toJson(batch);
        if (items) {
            QJsonArray array;
            for (const db::BatchItemRow &item : *items)
                array.append(toJson(item));
            object.insert(QStringLiteral("items"), array);
        }
        printJson(object);
        return;
    }
    printBatch(batch);
    if (items)
        printItems(*items);
}

void showBatch(Session &session, const BatchArguments &arguments)
{
    const auto state = itemState(arguments.items.empty() ? "all" : arguments.items);
    if (!state) {
        session.fail(state.error());
        return;
    }
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto batch = findBatch(workspace, arguments.id);
    if (!batch) {
        session.fail(batch.error());
        return;
    }
    std::optional<std::vector<db::BatchItemRow>> items;
    if (!arguments.items.empty()) {
        items = session.take(workspace->batchItems(batch->id, *state, arguments.limit));
        if (!items)
            return;
    }
    answer(session, *batch, items);
    session.finish(Done);
}

using Change = QFuture<core::Result<void>> (Workspace::*)(const QString &);

void changeBatch(Session &session, const std::string &id, Change change)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto batch = findBatch(workspace, id);
    if (!batch) {
        session.fail(batch.error());
        return;
    }
    const core::Result<void> changed = (workspace->*change)(batch->id).takeResult();
    if (!changed) {
        core::Error error = changed.error();
        error.message = tr("%1 (batch %2 is %3)")
                            .arg(error.message, batch->id.left(kShownId), db::batchStateName(batch->state));
        session.fail(error);
        return;
    }
    const auto now = session.take(workspace->batch(batch->id));
    if (!now)
        return;
    answer(session, *now, std::nullopt);
    session.finish(Done);
}

void audit(Session &session, int limit)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto rows = session.take(workspace->audit(limit));
    if (!rows)
        return;
    if (session.json) {
        QJsonArray items;
        for (const db::AuditRow &row : *rows)
            items.append(toJson(row));
        printJson({{QStringLiteral("items"), items}});
    } else {
        printAudit(*rows);
    }
    session.finish(Done);
}

void addLimit(CLI::App *command, int &limit, const char *help)
{
    command->add_option("--limit", limit, help)->check(number(1, 100'000))->type_name("N");
}

} // namespace

void addBatchCommands(CommandTree &tree)
{
    const auto arguments = std::make_shared<BatchArguments>();
    CLI::App *batch = tree.addGroup("batch", "Show batches, and pause, resume or cancel one.");
    CLI::App *list =
        tree.add(*batch, "list", "List the batches, newest first, with how far each is.",
                 CommandTree::started([&tree, arguments] { listBatches(tree.session(), arguments->limit); }));
    addLimit(list, arguments->limit, "Batches to list (default 50)");

    const auto named = [&](const char *name, const char *help, CommandTree::Action action) {
        CLI::App *command = tree.add(*batch, name, help, std::move(action));
        command->add_option("ID", arguments->id, "Id of the batch, or how it begins")
            ->required()
            ->type_name("");
        return command;
    };
    CLI::App *show =
        named("show", "Show one batch, and its members on request.",
              CommandTree::started([&tree, arguments] { showBatch(tree.session(), *arguments); }));
    show->add_option("--items", arguments->items,
                     "Members in this state: planned, queued, retrying, succeeded, skipped, failed, "
                     "cancelled, or all")
        ->type_name("STATE");
    addLimit(show, arguments->limit, "Members to show (default 50)");
    const auto changing = [&](const char *name, const char *help, Change change) {
        named(name, help, CommandTree::started([&tree, arguments, change] {
                  changeBatch(tree.session(), arguments->id, change);
              }));
    };
    changing("pause", "End what is under way, start nothing new.", &Workspace::pauseBatch);
    changing("resume", "Go on with a paused batch, the rest of a canary included.", &Workspace::resumeBatch);
    changing("cancel", "Take back what has not started. Uses no attempt.", &Workspace::cancelBatch);

    CLI::App *log =
        tree.add("audit", "Show who did what to many rows at once, newest first.",
                 CommandTree::started([&tree, arguments] { audit(tree.session(), arguments->limit); }));
    addLimit(log, arguments->limit, "Lines to show (default 50)");
}

} // namespace ctl
