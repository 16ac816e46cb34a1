// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/causeruledialog.h"

#include "models/words.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace gui {

using Action = db::CauseRule::Action;

namespace {
constexpr int kForEver = 0;
constexpr int kChosen = -1;
} // namespace

CauseRuleDialog::CauseRuleDialog(const db::CauseRow &cause, Action action, QWidget *parent)
    : QDialog(parent), m_reason(new QLineEdit(this))
{
    setObjectName(QStringLiteral("causeRuleDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    m_rule.fingerprint = cause.fingerprint;
    m_rule.cause = cause.cause;
    m_rule.action = action;
    setWindowTitle(action == Action::Ignore ? tr("Ignore failures") : tr("Mark failures final"));
    auto *text = new QLabel(explanation(cause), this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("reasonEdit"));
    m_reason->setPlaceholderText(tr("for whoever finds this rule later"));
    m_reason->setMaxLength(500);
    if (cause.rule)
        m_reason->setText(cause.rule->reason);
    auto *form = new QFormLayout(this);
    form->addRow(text);
    form->addRow(tr("&Reason"), m_reason);
    if (action == Action::Ignore)
        addUntil(form);
    addButtons(form);
    resize(440, sizeHint().height());
    m_reason->setFocus();
}

QString CauseRuleDialog::explanation(const db::CauseRow &cause) const
{
    const QString what =
        cause.message.isEmpty()
            ? models::causeWords(cause.cause)
            : QStringLiteral("%1 – %2").arg(models::causeWords(cause.cause), cause.message.simplified());
    return (m_rule.action == Action::Ignore
                ? tr("%1\n\nThese failures, and those to come, are not tried again until then. %2 vehicles "
                     "have one now.")
                : tr("%1\n\nThese failures, and those to come, are never tried again by themselves. %2 "
                     "vehicles have one now."))
        .arg(what, models::numberText(cause.count));
}

void CauseRuleDialog::addUntil(QFormLayout *form)
{
    m_length = new QComboBox(this);
    m_length->setObjectName(QStringLiteral("untilCombo"));
    for (const auto &[text, days] :
         {std::pair(tr("for a day"), 1), std::pair(tr("for a week"), 7), std::pair(tr("for 30 days"), 30),
          std::pair(tr("until…"), kChosen), std::pair(tr("until I clear the rule"), kForEver)})
        m_length->addItem(text, days);
    m_length->setCurrentIndex(1);
    m_date = new QDateTimeEdit(QDateTime::currentDateTime().addDays(7), this);
    m_date->setObjectName(QStringLiteral("untilEdit"));
    m_date->setMinimumDateTime(QDateTime::currentDateTime());
    m_date->setCalendarPopup(true);
    m_date->hide();
    connect(m_length, &QComboBox::currentIndexChanged, m_date,
            [this] { m_date->setVisible(m_length->currentData().toInt() == kChosen); });
    form->addRow(tr("&How long"), m_length);
    form->addRow(QString(), m_date);
}

void CauseRuleDialog::addButtons(QFormLayout *form)
{
    auto *box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    QPushButton *ok = box->button(QDialogButtonBox::Ok);
    ok->setObjectName(QStringLiteral("okButton"));
    ok->setText(m_rule.action == Action::Ignore ? tr("Ignore") : tr("Mark final"));
    const auto enable = [this, ok] {
        const bool isNamed = !m_reason->text().trimmed().isEmpty();
        ok->setEnabled(isNamed);
        ok->setToolTip(isNamed ? QString() : tr("Say why first"));
    };
    connect(m_reason, &QLineEdit::textChanged, this, enable);
    enable();
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(box);
}

QDateTime CauseRuleDialog::until() const
{
    const int days = m_length ? m_length->currentData().toInt() : kForEver;
    if (days == kForEver)
        return {};
    return days == kChosen ? m_date->dateTime().toUTC() : QDateTime::currentDateTimeUtc().addDays(days);
}

db::CauseRule CauseRuleDialog::rule() const
{
    db::CauseRule rule = m_rule;
    rule.reason = m_reason->text().trimmed();
    rule.until = until();
    return rule;
}

} // namespace gui
