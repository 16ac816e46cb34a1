// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

#include <CLI/CLI.hpp>

namespace ctl {

//! The commands and their options. Each group adds its own; after parsing, the action of the command that was
//! named is left in action().
class CommandTree
{
public:
    //! Runs the command: its exit code, or nothing when it ends through the session.
    using Action = std::function<std::optional<int>()>;

    explicit CommandTree(Session &session);

    CLI::App &root() { return m_root; }
    Session &session() { return m_session; }
    const Action &action() const { return m_action; }

    CLI::App *add(CLI::App &parent, const char *name, const char *help, Action action);
    CLI::App *add(const char *name, const char *help, Action action);
    //! A command that does nothing without one of its own commands.
    CLI::App *addGroup(const char *name, const char *help);

    //! The action of a command that ends through the session.
    template <typename Start>
    static Action started(Start start)
    {
        return [start]() -> std::optional<int> {
            start();
            return std::nullopt;
        };
    }

private:
    Session &m_session;
    CLI::App m_root{"Shows what vehicle imports lack, and retries only that.", "retrydeskctl"};
    Action m_action;
};

// Groups of commands, each in a file of its own.
void addBatchCommands(CommandTree &tree);  //!< batch, audit
void addCauseCommands(CommandTree &tree);  //!< causes
void addHostCommands(CommandTree &tree);   //!< hosts
void addPolicyCommands(CommandTree &tree); //!< policies
void addRetryCommands(CommandTree &tree);  //!< retry, worker

//! A whole number within bounds, shown as such in the help.
CLI::Validator number(int least, int most);
inline constexpr int kMost = 1'000'000'000;

QString text(const std::string &value);
QStringList texts(const std::vector<std::string> &values);
QString tr(const char *sentence); //!< in the context of the command line

} // namespace ctl
