// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "pipeline/importer.h"

#include <QDialog>

#include <memory>

class QLineEdit;
class QMimeData;

namespace Ui {
class ImportDialog;
}

namespace gui {

class Desk;
class ImportLineModel;
class Shell;

//! Imports listings from addresses, a saved page, a list or a saved index page, and shows each as it arrives.
//! Deletes itself when closed; closing while it works cancels.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    ImportDialog(Desk *desk, Shell *shell, QWidget *parent = nullptr);
    ~ImportDialog() override;

    //! Fills in what was dropped; false when there is nothing of use in it.
    bool take(const QMimeData &dropped);
    static bool canTake(const QMimeData &dropped);

    void reject() override;

private:
    enum class State { Idle, Working, Cancelling };

    void setUpLines();
    void connectControls();
    void chooseFile(QLineEdit *edit);
    core::Result<pipeline::ImportRequest> request() const;
    void start();
    void finish(const core::Result<pipeline::ImportSummary> &answer);
    void setState(State state);
    void showLine(const pipeline::ImportLine &line);

    std::unique_ptr<Ui::ImportDialog> m_ui;
    Desk *m_desk;
    Shell *m_shell;
    ImportLineModel *m_lines;
    State m_state = State::Idle;
};

} // namespace gui
