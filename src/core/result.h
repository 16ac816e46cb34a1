// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace core {

//! What kind of thing went wrong; decides the exit code of the command line and the tone of the window.
enum class ErrorCode {
    Usage,     //!< the request itself is wrong: the caller can correct it
    NotFound,  //!< what was named does not exist
    Database,  //!< the database refused or is gone
    Schema,    //!< not our database, or one of a newer schema
    Empty,     //!< a database with nothing in it: a workspace can be made there
    Foreign,   //!< a database with vehicles and nothing of ours: it can be attached
    Storage,   //!< disk or bucket: full, read-only, missing
    Network,   //!< the network itself, not one origin's answer
    Busy,      //!< somebody else holds it for now: the same call may go through later
    Conflict,  //!< somebody else holds or changed it
    Refused,   //!< a value is against a rule of its table: this row cannot be written, others can
    Cancelled, //!< ended on request
    Internal   //!< a bug of ours
};

//! An error as a value. The message is one translated sentence that says what to do; the detail is for the
//! log.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString detail;
};

//! Either a value or an Error; never both, never neither.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_state(std::move(error)) {}

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<std::monostate, Error> m_state;
};

} // namespace core
