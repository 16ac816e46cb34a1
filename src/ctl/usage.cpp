// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "usage.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <CLI/CLI.hpp>

namespace ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ctl", text);
}

//! The command that was named, as deep as it goes.
const CLI::App &innermost(const CLI::App &app)
{
    const auto commands = app.get_subcommands();
    return commands.empty() ? app : innermost(*commands.front());
}

QString fullName(const CLI::App &app)
{
    const QString name = QString::fromStdString(app.get_name());
    return app.get_parent() ? QString(fullName(*app.get_parent()) + u' ' + name) : name;
}

QString commandNames(const CLI::App &app)
{
    QStringList names;
    for (const CLI::App *command : app.get_subcommands({}))
        names.append(QString::fromStdString(command->get_name()));
    return names.join(QStringLiteral(", "));
}

QString sentence(const CLI::App &root, const CLI::App &command, const CLI::ParseError &error)
{
    const std::vector<std::string> rest = root.remaining(true);
    const QString first = rest.empty() ? QString() : QString::fromStdString(rest.front());
    const QString name = QString::fromStdString(error.get_name());
    const QString what = QString::fromUtf8(error.what());
    if (name == QLatin1String("RequiredError") && !command.get_subcommands({}).empty()) {
        return first.isEmpty()
                   ? tr("A command is missing; there are: %1.").arg(commandNames(command))
                   : tr("There is no command \"%1\"; there are: %2.").arg(first, commandNames(command));
    }
    if (name == QLatin1String("RequiredError"))
        return tr("%1 is missing.").arg(what.section(u' ', 0, 0));
    if (name == QLatin1String("ExtrasError"))
        return tr("This does not belong here: %1.").arg(what.section(QStringLiteral(": "), 1));
    if (name == QLatin1String("ArgumentMismatch"))
        return tr("%1 needs a value.").arg(what.section(u':', 0, 0));
    return QString(what + u'.');
}

} // namespace

void refuseForgottenValues(CLI::App &app)
{
    const CLI::Validator given(
        [](std::string &value) -> std::string {
            static const QRegularExpression option(QStringLiteral("^--[a-z][a-z-]+$"));
            const QString text = QString::fromStdString(value);
            if (text.isEmpty())
                return tr("the value is empty").toStdString();
            return option.match(text).hasMatch()
                       ? tr("the value is missing before %1").arg(text).toStdString()
                       : std::string();
        },
        std::string());
    for (CLI::Option *option : app.get_options()) {
        if (option->get_items_expected_max() > 0 && option->get_name() != "VALUE")
            option->check(given);
    }
    for (CLI::App *command : app.get_subcommands({}))
        refuseForgottenValues(*command);
}

core::Error usageError(const CLI::App &app, const CLI::ParseError &error)
{
    const CLI::App &command = innermost(app);
    return {core::ErrorCode::Usage,
            tr("%1 \"%2 --help\" says more.").arg(sentence(app, command, error), fullName(command)),
            {}};
}

} // namespace ctl
