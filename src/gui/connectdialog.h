// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QDialog>
#include <QFuture>

#include <functional>
#include <memory>

class QPushButton;

namespace Ui {
class ConnectDialog;
}

namespace gui {

class WindowSettings;

//! A database that somebody chose.
struct DatabaseChoice
{
    QString address;        //!< with the password, if one was typed
    QString password;       //!< empty unless it is to be kept in the keychain
    bool mayCreate = false; //!< make a workspace if the database is empty
    QString images;         //!< where it keeps them then; empty: a folder of this machine
};

//! Asks for a PostgreSQL database, and tries it. What was typed is remembered for the next time, but never
//! the password. Deletes itself when closed.
class ConnectDialog : public QDialog
{
    Q_OBJECT

public:
    //! Connects to an address on another thread and says in one sentence what is there.
    using Try = std::function<QFuture<core::Result<QString>>(const QString &address)>;

    ConnectDialog(WindowSettings *settings, Try tryAddress, QWidget *parent = nullptr);
    ~ConnectDialog() override;

signals:
    void chosen(const gui::DatabaseChoice &choice);

private:
    void fill();
    void remember();
    QString address() const;
    void test();
    void showAnswer(const core::Result<QString> &answer);
    //! Something else was typed: what was answered is not about it.
    void forgetAnswer();
    void connectNow();
    void update();

    std::unique_ptr<Ui::ConnectDialog> m_ui;
    WindowSettings *m_settings;
    Try m_try;
    QPushButton *m_testButton;
    QPushButton *m_connectButton;
    int m_tries = 0; //!< an answer to an older try is of no interest
    bool m_isTrying = false;
};

} // namespace gui
