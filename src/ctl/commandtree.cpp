// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtree.h"

namespace ctl {

namespace {

constexpr const char *kGlobals =
    "--workspace W and --format text|json may stand before or after the command.";

//! Options of a command do not belong to the commands below it: ignoring them would act on more than was
//! named.
void refuseOptionsAbove(const CLI::App &command, const CLI::App &root)
{
    for (const CLI::App *above = command.get_parent(); above && above != &root; above = above->get_parent()) {
        for (const CLI::Option *option : above->get_options()) {
            if (option->count() > 0)
                throw CLI::ExtrasError(std::vector<std::string>{option->get_name()});
        }
    }
}

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
        if (!command->get_subcommands().empty())
            return;
        refuseOptionsAbove(*command, m_root);
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
