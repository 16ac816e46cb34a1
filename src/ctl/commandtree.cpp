// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtree.h"

namespace ctl {

namespace {

constexpr const char *kGlobals =
    "--workspace W and --format text|json may stand before or after the command.";

} // namespace

CommandTree::CommandTree(Session &session) : m_session(session)
{
    m_root.require_subcommand(1);
    m_root.fallthrough();
}

CLI::App *CommandTree::add(CLI::App &parent, const char *name, const char *help, Action action)
{
    CLI::App *command = parent.add_subcommand(name, help);
    command->footer(kGlobals);
    // A command that has commands of its own is called after them: then it is not what was meant.
    command->callback([this, command, action = std::move(action)] {
        if (command->get_subcommands().empty())
            m_action = action;
    });
    return command;
}

CLI::App *CommandTree::add(const char *name, const char *help, Action action)
{
    return add(m_root, name, help, std::move(action));
}

CLI::App *CommandTree::addGroup(const char *name, const char *help)
{
    CLI::App *group = m_root.add_subcommand(name, help);
    group->footer(kGlobals);
    group->require_subcommand(1);
    return group;
}

CLI::Validator number(int least, int most)
{
    return CLI::Range(least, most, std::to_string(least) + "-" + std::to_string(most));
}

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

QString tr(const char *sentence)
{
    return QCoreApplication::translate("ctl", sentence);
}

} // namespace ctl
