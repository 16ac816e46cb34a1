// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtree.h"
#include "core/policytable.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>

namespace ctl {

namespace {

using core::PolicyTable;
using pipeline::Workspace;

constexpr qint64 kMostBytes = 1024 * 1024;

struct PolicyArguments
{
    std::string cause;
    std::vector<std::string> fields;
    std::string file;
};

core::Error usage(const QString &message)
{
    return {core::ErrorCode::Usage, message, {}};
}

core::Result<core::Cause> causeFrom(const std::string &given)
{
    if (const auto cause = core::causeFromName(text(given)))
        return *cause;
    QStringList known;
    for (int i = 0; i < static_cast<int>(core::Cause::Count); ++i)
        known.append(core::causeName(static_cast<core::Cause>(i)));
    return usage(
        tr("There is no cause \"%1\"; there are: %2.").arg(text(given), known.join(QStringLiteral(", "))));
}

QList<core::Cause> allCauses()
{
    QList<core::Cause> causes;
    for (int i = 0; i < static_cast<int>(core::Cause::Count); ++i)
        causes.append(static_cast<core::Cause>(i));
    return causes;
}

//! Words stay words, numbers and truth become such.
QJsonValue fieldValue(const QString &value)
{
    if (value.isEmpty())
        return {};
    if (value == QLatin1String("true") || value == QLatin1String("false"))
        return value == QLatin1String("true");
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    return isNumber ? QJsonValue(number) : QJsonValue(value);
}

QJsonObject toJson(const PolicyTable &policies, core::Cause cause)
{
    QJsonObject object{{QStringLiteral("cause"), QString(core::causeName(cause))},
                       {QStringLiteral("edited"), policies.isEdited(cause)}};
    for (const QString &field : PolicyTable::fields())
        object.insert(field, fieldValue(policies.value(cause, field)));
    return object;
}

void printPolicies(Session &session, const PolicyTable &policies, const QList<core::Cause> &causes)
{
    if (session.json) {
        QJsonArray items;
        for (const core::Cause cause : causes)
            items.append(toJson(policies, cause));
        printJson({{QStringLiteral("items"), items}});
        return;
    }
    QStringList head(QStringLiteral("CAUSE"));
    for (const QString &field : PolicyTable::fields())
        head.append(field.toUpper());
    head.append(QStringLiteral("EDITED"));
    QList<QStringList> rows;
    for (const core::Cause cause : causes) {
        QStringList row(core::causeName(cause));
        for (const QString &field : PolicyTable::fields()) {
            const QString value = policies.value(cause, field);
            row.append(value.isEmpty() ? QStringLiteral("–") : value);
        }
        row.append(policies.isEdited(cause) ? tr("yes") : QString());
        rows.append(row);
    }
    printTable(head, rows);
}

void list(Session &session)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto policies = session.take(workspace->policies());
    if (!policies)
        return;
    printPolicies(session, *policies, allCauses());
    session.finish(Done);
}

//! Changes a copy of the policies, stores it when that went well, and shows these causes.
template <typename Edit>
void change(Session &session, const QList<core::Cause> &causes, Edit edit)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    auto policies = session.take(workspace->policies());
    if (!policies)
        return;
    core::Result<void> changed = edit(*policies);
    if (changed)
        changed = workspace->setPolicies(*policies).takeResult();
    if (!changed) {
        session.fail(changed.error());
        return;
    }
    printPolicies(session, *policies, causes);
    session.finish(Done);
}

void set(Session &session, const PolicyArguments &arguments)
{
    const auto cause = causeFrom(arguments.cause);
    if (!cause) {
        session.fail(cause.error());
        return;
    }
    change(session, {*cause}, [&](PolicyTable &policies) -> core::Result<void> {
        for (const std::string &field : arguments.fields) {
            const QString pair = text(field);
            if (!pair.contains(u'='))
                return usage(tr("\"%1\" sets nothing: write FIELD=VALUE; the fields are %2.")
                                 .arg(pair, PolicyTable::fields().join(QStringLiteral(", "))));
            if (auto done = policies.set(*cause, pair.section(u'=', 0, 0), pair.section(u'=', 1)); !done)
                return done;
        }
        return {};
    });
}

void reset(Session &session, const PolicyArguments &arguments)
{
    QList<core::Cause> causes = allCauses();
    if (!arguments.cause.empty()) {
        const auto cause = causeFrom(arguments.cause);
        if (!cause) {
            session.fail(cause.error());
            return;
        }
        causes = {*cause};
    }
    change(session, causes, [&causes](PolicyTable &policies) -> core::Result<void> {
        for (const core::Cause cause : causes)
            policies.reset(cause);
        return {};
    });
}

void exportTo(Session &session, const QString &name)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto policies = session.take(workspace->policies());
    if (!policies)
        return;
    QSaveFile file(name);
    const QByteArray bytes = policies->toText().toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        session.fail(
            {core::ErrorCode::Storage, tr("%1 cannot be written: %2.").arg(name, file.errorString()), {}});
        return;
    }
    const QString path = QFileInfo(name).absoluteFilePath();
    if (session.json)
        printJson({{QStringLiteral("file"), path}, {QStringLiteral("rows"), allCauses().size()}});
    else
        printLine(tr("%1 policies in %2").arg(allCauses().size()).arg(path));
    session.finish(Done);
}

core::Result<PolicyTable> readPolicies(const QString &name)
{
    QFile file(name);
    if (QFileInfo(name).isDir() || !file.open(QIODevice::ReadOnly))
        return usage(tr("%1 cannot be read: %2.").arg(name, file.errorString()));
    if (file.size() > kMostBytes)
        return usage(tr("%1 is no list of policies: it is larger than 1 MB.").arg(name));
    auto policies = PolicyTable::parse(QString::fromUtf8(file.readAll()));
    if (!policies)
        return usage(tr("%1: %2 Nothing was changed.").arg(name, policies.error().message));
    return policies;
}

void importFrom(Session &session, const QString &name)
{
    const auto read = readPolicies(name);
    if (!read) {
        session.fail(read.error());
        return;
    }
    change(session, allCauses(), [&read](PolicyTable &policies) -> core::Result<void> {
        policies = *read;
        return {};
    });
}

} // namespace

void addPolicyCommands(CommandTree &tree)
{
    const auto arguments = std::make_shared<PolicyArguments>();
    CLI::App *policies = tree.addGroup("policies", "Show and change how failures of each cause are retried.");
    const auto add = [&](const char *name, const char *help, auto run) {
        return tree.add(*policies, name, help,
                        CommandTree::started([&tree, arguments, run] { run(tree.session(), *arguments); }));
    };
    add("list", "List the policies of all causes.",
        [](Session &session, const PolicyArguments &) { list(session); });
    CLI::App *setting =
        add("set", "Change fields of one policy; an empty value takes the built-in one.", set);
    setting->add_option("CAUSE", arguments->cause, "Name of the cause")->required()->type_name("");
    setting
        ->add_option("FIELD=VALUE", arguments->fields,
                     "retry, max_attempts, base_ms, factor, cap_ms, jitter, uses_attempt, counts_for_breaker")
        ->required()
        ->type_name("");
    add("reset", "Take the built-in policies again, of one cause or of all.", reset)
        ->add_option("CAUSE", arguments->cause, "Name of the cause")
        ->type_name("");
    add("export", "Write the policies of all causes to a CSV file.",
        [](Session &session, const PolicyArguments &given) { exportTo(session, text(given.file)); })
        ->add_option("FILE", arguments->file, "CSV file")
        ->required()
        ->type_name("");
    add("import", "Read the policies from such a file; what it does not name is built in.",
        [](Session &session, const PolicyArguments &given) { importFrom(session, text(given.file)); })
        ->add_option("FILE", arguments->file, "CSV file")
        ->required()
        ->type_name("");
}

} // namespace ctl
