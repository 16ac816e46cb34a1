// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QDialog>
#include <QFutureWatcher>

#include <functional>

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace models {
enum class State;
}

namespace gui {

class Shell;

//! What attaching a database that has vehicles already would mean. Sentences are for people.
struct AttachOffer
{
    QString workspace; //!< without a password
    QString role;      //!< that we have there
    bool isAttached = false;
    qint64 vehicles = 0;  //!< about so many
    qint64 images = 0;    //!< about so many
    QStringList refusals; //!< why it cannot be attached; empty when it can
    QStringList warnings; //!< what will not work, or not always
    QStringList notes;    //!< which columns are mapped, and which are missing
    QString script;       //!< the SQL that would be run
};

//! Shows what attaching a database would do, does it when told to, and counts the vehicles. Counting may be
//! stopped: whoever works the queue off goes on with it. Deletes itself when closed.
class AttachDialog : public QDialog
{
    Q_OBJECT

public:
    //! How to do it, on other threads.
    struct Ways
    {
        std::function<QFuture<core::Result<AttachOffer>>()> look;
        //! Adds the schema, and then counts the vehicles: those are the future's progress, and from its first
        //! range on it may be cancelled.
        //! @param images where they are kept; empty: a folder of this machine
        std::function<QFuture<core::Result<void>>(const QString &images)> attach;
    };

    //! @param images where they are to be kept, as somebody said before
    AttachDialog(Shell *shell, Ways ways, const QString &images = {}, QWidget *parent = nullptr);
    ~AttachDialog() override;

    void reject() override;

signals:
    void attached(); //!< the database can be opened as a workspace; the dialog is closed

private:
    enum class Phase { Looking, Ready, Refused, Adding, Counting };

    QWidget *makeSql();
    QWidget *makeImages();
    void makeButtons();
    void setPhase(Phase phase);
    void take(const core::Result<AttachOffer> &answer);
    QString summary() const;
    void addFindings(const QStringList &sentences, models::State state);
    void save();
    void attachNow();
    void showProgress(int counted);
    void finish();
    void done();

    Shell *m_shell;
    Ways m_ways;
    AttachOffer m_offer;
    Phase m_phase = Phase::Looking;
    QFutureWatcher<core::Result<void>> m_attaching;
    QLabel *m_text;
    QListWidget *m_findings;
    QPlainTextEdit *m_sql;
    QLabel *m_sqlCaption = nullptr;
    QLineEdit *m_images;
    QProgressBar *m_bar;
    QLabel *m_message;
    QDialogButtonBox *m_buttons;
    QPushButton *m_save = nullptr;
    QPushButton *m_attach = nullptr;
};

} // namespace gui
