// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets.h"

#include <QFuture>
#include <QObject>
#include <QThread>

#include <mutex>

namespace app {

//! Where the desktop keeps passwords for this person. May be asked from any thread; answers come later, and a
//! person may have to unlock it first.
class Keychain
{
public:
    virtual ~Keychain() = default;

    //! Absent when it is not there, or when there is no keychain or nobody unlocks it. Without a result when
    //! the program ends first.
    virtual QFuture<std::optional<QString>> read(const QString &name) = 0;
    virtual QFuture<core::Result<void>> write(const QString &name, const QString &secret) = 0;
};

//! The keychain as a source for the secrets of one workspace: the password of its database is kept by its
//! address, keys by their names. Asking blocks.
core::Secrets::Source keychainSource(Keychain *keychain, const QString &workspace);
//! The name under which the password of this database is kept; empty for a file.
QString keychainName(const QString &workspace);

//! The system's own: the Secret Service (GNOME) or KWallet, through QtKeychain. Never a file of ours.
//! One a process: libsecret stays with the thread that asked first.
class SystemKeychain : public Keychain
{
public:
    SystemKeychain();
    ~SystemKeychain() override;

    QFuture<std::optional<QString>> read(const QString &name) override;
    QFuture<core::Result<void>> write(const QString &name, const QString &secret) override;

private:
    void start();

    QThread m_thread; // jobs need an event loop, and the window's may be waiting for what asks
    QObject m_context;
    std::once_flag m_started;
};

} // namespace app
